"""Chat that was copied from a messenger, read back as quotes: who said which words at what time. No Django, no I/O.

Known are KakaoTalk (PC export, mobile copy), Slack, Teams, and the plain "name 15:21: words" that people type.
Times and days stay the text they are: a copied line tells neither zone nor, often, the day. What is no chat is left
as it is, and no word is ever lost: what cannot be placed stays with the words before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Quote:
    """`at` is the time, with the day where the line named one, as it was written."""

    who: str
    at: str
    words: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Text between the quotes. `is_said` tells lines of the messenger itself, such as a day or who came in."""

    text: str
    is_said: bool = False


Part = Quote | Prose

_CLOCK = r"(?:(?:오전|오후|[AaPp][Mm])[ \u202f\xa0]?)?\d{1,2}:\d{2}(?::\d{2})?(?:[ \u202f\xa0]?[AaPp][Mm])?"
_DAY = r"\d{4}(?:년 ?|[./-] ?)\d{1,2}(?:월 ?|[./-] ?)\d{1,2}(?:일|\.)?"
_NAME = r"[^\s:\[\]<>#*|\-][^:\[\]<>|\n]{0,39}?"
_SHORT = r"[^\s:\[\](){}<>#*|\d\-][^:\[\](){}<>|\n]{0,19}?"
# Lines that begin a message in one messenger's own way: one of them is enough to call a text a chat.
_STRONG = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\[(?P<who>[^\[\]]{{1,40}})\] \[(?P<at>{_CLOCK})\](?: (?P<words>.*))?",  # KakaoTalk on a PC
        rf"(?P<at>{_DAY} {_CLOCK}), (?P<who>{_NAME}) : (?P<words>.*)",  # KakaoTalk on a phone
        rf"(?P<who>{_NAME})[ \xa0]{{1,4}}\[(?P<at>{_CLOCK})\](?P<words>)",  # Slack
        rf"(?P<who>{_NAME})(?:[ ]{{2,4}}|\xa0+)(?P<at>{_CLOCK})(?P<words>)",  # Slack, in the browser
        rf"\[(?P<at>[^\[\]:]{{1,20}}[ ,]+{_CLOCK})\] (?P<who>{_NAME})(?::(?P<words>.*))?",  # Teams, with the day
    )
)
# Lines that people type, or that look like something else as well: it takes two of them.
_WEAK = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<who>{_SHORT}),? \(?(?P<at>{_CLOCK})\)? ?[:：] ?(?P<words>.+)",
        rf"(?P<who>{_SHORT}) ?\((?P<at>{_CLOCK})\) (?P<words>.+)",
        rf"[\[(]?(?P<at>(?:{_DAY} )?{_CLOCK})[\])]?,? (?P<who>{_SHORT}) ?[:：] (?P<words>.+)",
    )
)
_BARE_NAME = re.compile(rf"{_SHORT}")
_BARE_CLOCK = re.compile(rf"\[?(?P<at>(?:어제|오늘|{_DAY})? ?{_CLOCK})\]?")
_CLOCK_AND_REST = re.compile(rf"\[(?P<at>{_CLOCK})\] (?P<rest>.+)")
_DAY_LINE = re.compile(
    rf"[-—─]+ ?{_DAY}.{{0,20}}[-—─]+|{_DAY}(?: \(?[월화수목금토일](?:요일)?\)?(?: {_CLOCK})?| {_CLOCK})"
)
_COMING = re.compile(r".{1,40}님(?:이|을|께서) (?:.{0,60} )?(?:들어왔습니다|나갔습니다|초대했습니다|내보냈습니다)\.?")
_GAP = 2  # so many empty lines end a conversation: what follows is the writer's own


@dataclass(slots=True)
class _Reader:
    lines: list[str]
    parts: list[Part] = field(default_factory=list)
    held: list[str] = field(default_factory=list)  # the lines of the part that is being read
    speaker: tuple[str, str] | None = None
    is_slack: bool = False
    strong: int = 0
    weak: int = 0

    def read(self) -> list[Part]:
        place = empty = 0
        while place < len(self.lines):
            line = self.lines[place].strip()
            if self._is_apart(line):
                self._end()
                self.parts.append(Prose(line, is_said=True))
            elif taken := self._begin(place, line):
                place += taken - 1
            else:
                empty = 0 if line else empty + 1
                self.held.append(self.lines[place].rstrip())
                if empty == _GAP:
                    self._end()
            place += 1
        self._end()
        return self.parts

    def _is_apart(self, line: str) -> bool:
        """A line of the messenger itself; only within a chat does such a line mean that."""
        return bool(_DAY_LINE.fullmatch(line) or (self.speaker and _COMING.fullmatch(line)))

    def _begin(self, place: int, line: str) -> int:
        """Begin a message where this line does, and say how many lines that took."""
        for number, pattern in enumerate(_STRONG):
            if found := pattern.fullmatch(line):
                self.strong += 1
                self.is_slack = number in (2, 3)
                return self._quote(found["who"], found["at"], found["words"] or "")
        if found := _CLOCK_AND_REST.fullmatch(line):
            return self._timed(place, found["at"], found["rest"])
        if found := next((found for pattern in _WEAK if (found := pattern.fullmatch(line))), None):
            self.weak += 1
            return self._quote(found["who"], found["at"], found["words"])
        clock = _BARE_CLOCK.fullmatch(self._line(place + 1))
        if clock and _BARE_NAME.fullmatch(line) and self._line(place + 2):
            self.weak += 1
            return self._quote(line, clock["at"].strip(), "", lines=2)
        return 0

    def _timed(self, place: int, at: str, rest: str) -> int:
        """ "[15:21] …": in Slack one more message of the same person, in Teams the name above the words."""
        if self.is_slack and self.speaker:
            return self._quote(self.speaker[0], at, rest)
        if found := _WEAK[2].fullmatch(f"[{at}] {rest}"):
            self.weak += 1
            return self._quote(found["who"], at, found["words"])
        following = self._line(place + 1)
        if _BARE_NAME.fullmatch(rest) and following and not _CLOCK_AND_REST.fullmatch(following):
            self.weak += 1
            return self._quote(rest, at, "")
        return 0

    def _quote(self, who: str, at: str, words: str, *, lines: int = 1) -> int:
        self._end()
        self.speaker = (who.strip(), at)
        self.held = [words] if words else []
        return lines

    def _end(self) -> None:
        text = "\n".join(self.held).strip("\n")
        if self.speaker:
            self.parts.append(Quote(*self.speaker, text))
        elif text.strip():
            self.parts.append(Prose(text))
        self.speaker, self.held = None, []

    def _line(self, place: int) -> str:
        return self.lines[place].strip() if place < len(self.lines) else ""


def read_chat(text: str) -> list[Part]:
    """The parts of a text in their order; one Prose with all of it when it is no chat."""
    reader = _Reader(text.splitlines())
    parts = reader.read()
    return parts if reader.strong or reader.weak > 1 else [Prose(text)]


def speakers(parts: list[Part]) -> list[str]:
    """Who said something, each once, in the order they first did."""
    return list(dict.fromkeys(part.who for part in parts if isinstance(part, Quote)))


def quoted_speakers(markdown: str) -> list[str]:
    """The same of a text whose messages are quotes already."""
    found = re.findall(r"^> \*\*(.+?)(?<!\\)\*\* · ", markdown, re.MULTILINE)
    return list(dict.fromkeys(re.sub(r"\\(.)", r"\1", name) for name in found))


def quoted(text: str) -> str:
    """The text as Markdown with its messages as quotes; unchanged when it is no chat, so twice is once."""
    parts = read_chat(text)
    if not speakers(parts):
        return text
    return "\n\n".join(_markdown(part) for part in parts)


def _markdown(part: Part) -> str:
    if isinstance(part, Prose):
        return f"*{_plain(part.text)}*" if part.is_said else part.text
    lines = [f"**{_plain(part.who)}** · {part.at}", *map(_plain, part.words.split("\n"))]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _plain(text: str) -> str:
    """Somebody's words mean themselves: no sign in them makes a heading, a list or emphasis."""
    return re.sub(r"([\\`*_\[\]<>#|~])|^(\s*)([-+])(?=\s)|^(\s*\d{1,9})([.)])(?=\s)", _escaped, text)


def _escaped(found: re.Match[str]) -> str:
    sign, indent, bullet, number, dot = found.groups()
    if sign:
        return f"\\{sign}"
    return f"{indent}\\{bullet}" if bullet else f"{number}\\{dot}"
