"""python -m config.local run | test [ARGUMENT …] | with -- COMMAND … | reset"""

import sys


def main(argv: list[str]) -> int:
    if sys.platform == "win32":
        print("Windows cannot run this directly; WSL can.", file=sys.stderr)
        return 1
    from config.local.problems import Problem, StopRequested, os_sentence
    from config.local.speech import complain

    try:
        return dispatch(argv)
    except StopRequested:
        complain("Stopped before it was ready.")
        return 130
    except Problem as problem:
        complain(str(problem))
    except OSError as error:
        complain(os_sentence(error))
    return 1


def dispatch(argv: list[str]) -> int:
    from config.local.places import ROOT

    name, rest = (argv[0], argv[1:]) if argv else ("", [])
    rest = rest[1:] if rest[:1] == ["--"] else rest
    if name == "run" and not rest:
        from config.local.run import run

        return run(ROOT / "var")
    if name == "reset" and not rest:
        from config.local.reset import reset

        return reset(ROOT / "var")
    if name == "test" or (name == "with" and rest):
        from config.local.wrap import run_with

        return run_with([sys.executable, "-m", "pytest", *rest] if name == "test" else rest)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
