"""What a file's words are compared with: departments, people and the draft that is there. Plain values, no database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.calendars import Calendar

from ..content import Content
from .words import plain

_UNITS = ("본부", "그룹", "파트", "부서", "팀", "실", "셀", "부", "department", "team", "dept")
_TITLES = ("매니저", "팀장", "파트장", "대리", "과장", "차장", "부장", "사원", "주임", "책임", "선임", "프로", "님")


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    name: str
    department: str = ""
    may_own: bool = True  # whether lines can be given to them


@dataclass(frozen=True, slots=True)
class Known:
    """`departments` gives a short name by every name that means it (see `spellings`); `people` are the active ones.

    `draft` is what the file goes into; `taken` are keys that no new line may have.
    """

    departments: Mapping[str, str]
    people: tuple[Person, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)
    draft: Content = field(default_factory=Content)
    taken: frozenset[str] = frozenset()

    def department(self, text: str) -> str:
        """The short name; "" when nobody is called that."""
        return next((self.departments[name] for name in spellings(text) if name in self.departments), "")

    def persons(self, text: str) -> list[Person]:
        """Those whose address or name this is: none, one, or several of the same name."""
        wanted = text.strip().lstrip("@")
        if "@" in wanted:
            return [person for person in self.people if person.email == wanted.casefold()]
        bare = re.split(r"[(\[/,]", wanted, maxsplit=1)[0]
        names = {plain(wanted), plain(bare)} | {plain(bare).removesuffix(title) for title in _TITLES}
        return [person for person in self.people if plain(person.name) in names]


def spellings(name: str) -> list[str]:
    """A department's name as it is compared, with and without "팀" behind it."""
    words = plain(name)
    shorter = [words.removesuffix(unit) for unit in _UNITS if words.endswith(unit) and len(words) > len(unit)]
    return [words, *shorter]
