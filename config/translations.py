"""What there is to translate, read from our sources, and what a catalogue makes of it. Needs no gettext tools.

Python files are read as syntax trees, templates as Django itself reads them for its own `makemessages`. Pure but for
reading files; a text is found only when it stands in the call as a literal.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

PYTHON_FOLDERS = ("ledger", "accounts", "checklists", "projects", "records", "notifications", "config")
TEMPLATE_FOLDER = "templates"

# Which arguments of each function are texts: singular, plural, context.
_ARGUMENTS = {"gettext": "s", "_": "s", "ngettext": "sp", "pgettext": "cs", "npgettext": "csp"}
_LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"(?<!\w)(n?p?gettext|_)\(({_LITERAL}(?:,\s*{_LITERAL})*)")
# "을(를)" reads as a form letter, and one particle fits no two values: the sentence is put so that none is needed, or
# `josa` chooses it (domain.md, section 5).
_BOTH_PARTICLES = re.compile(r"[은는이가을를과와]\((?:은|는|이|가|을|를|과|와)\)|\(으\)로")
_AFTER_A_VALUE = re.compile(r"%\(\w+\)[sd][”’]?(?:을|를|은|는|이|가|과|와|으로|로|이며|이면)(?=[\s.,<]|$)")
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-#0+]*\d*(?:\.\d+)?[sdifr]|\{\w*\}")


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """A source text as a catalogue knows it: by its words and, where the same words mean two things, a context."""

    singular: str
    context: str = ""
    plural: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.singular, self.context


def source_texts(root: Path) -> dict[tuple[str, str], tuple[Text, list[str]]]:
    """Every text of the product with the files it stands in, in the order of those files."""
    found: dict[tuple[str, str], tuple[Text, list[str]]] = {}
    for path in _sources(root):
        name = path.relative_to(root).as_posix()
        for text in texts_of(path):
            known, places = found.setdefault(text.key, (text, []))
            if text.plural and not known.plural:
                found[text.key] = text, places
            if name not in places:
                places.append(name)
    return found


def texts_of(path: Path) -> Iterator[Text]:
    """The texts of one Python file or template, in reading order."""
    source = path.read_text()
    return _of_python(source) if path.suffix == ".py" else _of_template(source, path)


def _sources(root: Path) -> Iterator[Path]:
    for folder in PYTHON_FOLDERS:
        yield from (path for path in sorted((root / folder).rglob("*.py")) if "migrations" not in path.parts)
    for path in sorted((root / TEMPLATE_FOLDER).rglob("*")):
        if path.suffix in (".html", ".txt"):
            yield path


def _of_python(source: str) -> Iterator[Text]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            function = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            literals = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            yield from _text(
                function.removesuffix("_lazy").removesuffix("_noop"),
                [value for value in literals if isinstance(value, str)],
            )


def _of_template(source: str, path: Path) -> Iterator[Text]:
    for function, literals in _CALL.findall(templatize(source, origin=str(path))):
        yield from _text(function, [ast.literal_eval(each) for each in re.findall(_LITERAL, literals)])


def _text(function: str, literals: list[str]) -> Iterator[Text]:
    roles = _ARGUMENTS.get(function, "")
    if roles and len(literals) >= len(roles) and all(literals):
        given = dict(zip(roles, literals, strict=False))
        yield Text(given["s"], given.get("c", ""), given.get("p", ""))


# --- A catalogue against the sources --------------------------------------------------------------------------------


def faults_of(catalogue: Iterable[polib.POEntry], texts: Mapping[tuple[str, str], tuple[Text, list[str]]]) -> list[str]:
    """One line for each text that is missing, untranslated, fuzzy, or has other placeholders; empty when complete."""
    entries = {(entry.msgid, entry.msgctxt or ""): entry for entry in catalogue if not entry.obsolete}
    faults = []
    for key, (text, places) in texts.items():
        problem = _problem(text, entries.get(key))
        if problem:
            context = f" [{text.context}]" if text.context else ""
            faults.append(f"{problem}: {text.singular!r}{context} ({', '.join(places)})")
    return faults


def _problem(text: Text, entry: polib.POEntry | None) -> str:
    if entry is None:
        return "missing"
    if entry.fuzzy:
        return "fuzzy"
    translated = entry.msgstr_plural.get(0, "") if text.plural else entry.msgstr
    if not translated:
        return "untranslated"
    # A language without plurals says both forms with one sentence, which is given what the plural is given.
    if placeholders(translated) != placeholders(text.plural or text.singular):
        return "placeholders differ"
    if _BOTH_PARTICLES.search(translated):
        return "two particles at once"
    if _AFTER_A_VALUE.search(translated):
        return "a particle after a value"
    return ""


def placeholders(words: str) -> Counter[str]:
    """What is filled in at run time: "%(count)d", "%s", "{name}"; repeated names count once, bare ones each."""
    found = Counter(_PLACEHOLDER.findall(words.replace("%%", "")))
    return Counter({each: count if each in ("%s", "%d", "{}") else 1 for each, count in found.items()})


def new_entry(text: Text, places: Iterable[str]) -> polib.POEntry:
    """An entry to be translated; it names its files without lines, so that editing code leaves the catalogue alone."""
    return polib.POEntry(
        msgid=text.singular,
        msgctxt=text.context or None,
        msgid_plural=text.plural,
        msgstr_plural={0: ""} if text.plural else {},
        occurrences=[(place, "") for place in places],
    )
