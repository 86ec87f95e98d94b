"""`make bench`: what our work costs, as ratios to a bare baseline measured in the same run. It never fails a build.

Both sides of a ratio run in turn, at least five rounds each, after a few that do not count; the figure is the ratio of
medians, the range that of the rounds. Requests go over HTTP, from one client, to one server that holds both sides.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import django

from .harness import Figure, table

RESULTS = Path(__file__).parent / "results.md"
GROWTH = Path(__file__).parent / "growth.md"
SYNCING = Path(__file__).parent / "syncing.md"
EDITING = Path(__file__).parent / "editing.md"
PROVING = Path(__file__).parent / "proving.md"
WATCHING = Path(__file__).parent / "watching.md"
SEEING = Path(__file__).parent / "seeing.md"
OPENING = Path(__file__).parent / "opening.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--growth", action="store_true", help="only the sweep, with 10,000 to 1,000,000 open items")
    parser.add_argument("--sync", action="store_true", help="only a published change, brought to 20 launches")
    parser.add_argument("--edit", action="store_true", help="only the editor, with a draft of 500 lines")
    parser.add_argument("--ledger", action="store_true", help="only 100,000 events, checked here and offline")
    parser.add_argument("--live", action="store_true", help="only 200 open pages that poll for changes")
    parser.add_argument("--pages", action="store_true", help="only every page of a large company; needs Chromium")
    parser.add_argument("--live-browser", action="store_true", help="only 100 ticks, from one Chromium to another")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()

    from django.core.management import call_command

    from . import (
        creating,
        data,
        editing,
        listing,
        opening,
        proving,
        reading,
        seeing,
        sweeping,
        syncing,
        ticking,
        watching,
    )
    from .clients import PORT
    from .server import serving

    call_command("migrate", verbosity=0)
    if options.growth:
        world = data.build(101)
        write(sweeping.measure(world, options.rounds, growth=True), GROWTH)
        return
    if options.edit:
        write_text(editing.measure(), EDITING)
        return
    if options.ledger:
        write_text(proving.measure(), PROVING)
        return
    if options.live:
        write_text(watching.measure(data.build(20)), WATCHING)
        return
    if options.pages:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread
        write_text(opening.measure(data.build(opening.FEW, opening.PEOPLE - 1)), OPENING)
        return
    if options.live_browser:
        write_text(seeing.measure(data.build(20)), SEEING)
        return
    if options.sync:
        write_text(syncing.measure(), SYNCING)
        return
    world = data.build()
    with serving() as port:
        os.environ[PORT] = str(port)
        figures = [
            *listing.measure(world, options.rounds),
            *reading.measure(world, options.rounds),
            *ticking.measure(world, options.rounds),
            *creating.measure(world, options.rounds),
        ]
    write([*figures, *sweeping.measure(world, options.rounds, growth=False)], RESULTS)


def write(figures: Sequence[Figure], path: Path) -> None:
    write_text(table(figures), path)


def write_text(text: str, path: Path) -> None:
    how = {GROWTH: " ARGS=--growth", SYNCING: " ARGS=--sync", EDITING: " ARGS=--edit", PROVING: " ARGS=--ledger"}
    how |= {WATCHING: " ARGS=--live", OPENING: " ARGS=--pages", SEEING: " ARGS=--live-browser"}
    text = f"{machine()}\n\n{text}\n"
    print(text)
    path.write_text(f"# Figures of `make bench{how.get(path, '')}`\n\n{text}")


def machine() -> str:
    """Where and with what the figures were measured."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0]
    day = datetime.now(UTC).date()
    return (
        f"{day}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"Django {django.get_version()}, PostgreSQL {postgres}"
    )


main()
