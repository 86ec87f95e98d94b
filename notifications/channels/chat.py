"""A letter cut to what a chat shows. Pure: who needs all of it follows the link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from ..letter import Entry, Group, Letter, more
from ..wording import cut

BLOCKER = "◆"
MOST_ENTRIES = 20
FEWER = (MOST_ENTRIES, 14, 9, 5, 2, 0)
LONGEST_TITLE, LONGEST_DETAIL, LONGEST_INTRO = 150, 200, 300

__all__ = ["BLOCKER", "MOST_ENTRIES", "cut", "fitting", "footer", "link_words", "preface", "shortened"]


def fitting(letter: Letter, render: Callable[[Letter], str], longest: int, size: Callable[[str], int] = len) -> str:
    """`letter` in the reader's language with as many entries as fit, 20 at most; `longest` is counted by `size`."""
    rendered = ""
    with translation.override(letter.language):
        for most in FEWER:
            rendered = render(shortened(letter, most))
            if size(rendered) <= longest:
                break
    return rendered


def shortened(letter: Letter, most: int) -> Letter:
    """The first `most` entries and, when there are others, how many, with the link to all of them."""
    left, groups = most, []
    for group in letter.groups:
        if entries := tuple(map(_short, group.entries[:left])):
            groups.append(replace(group, heading=cut(group.heading, LONGEST_TITLE), entries=entries))
            left -= len(entries)
    count = sum(len(group.entries) for group in letter.groups) - (most - left)
    if count:
        groups.append(Group("", (more(count, letter.url),)))
    return replace(letter, intro=cut(letter.intro, LONGEST_INTRO), groups=tuple(groups))


def _short(entry: Entry) -> Entry:
    return replace(entry, title=cut(entry.title, LONGEST_TITLE), detail=cut(entry.detail, LONGEST_DETAIL))


def preface(letter: Letter) -> Iterator[str]:
    """What stands above the entries."""
    if letter.may_repeat:
        yield _("This may be a repetition: an earlier copy with the reference %(reference)s may have reached you.") % {
            "reference": letter.reference
        }
    if letter.intro:
        yield letter.intro


def link_words(letter: Letter) -> str:
    return _("Open all of it") if letter.groups else _("Open Launch Ready")


def footer(letter: Letter) -> str:
    return _("Reference %(reference)s") % {"reference": letter.reference}
