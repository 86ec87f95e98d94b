"""The review after a launch: when it is, its five questions, and how answers stand in one record. Pure.

The days are product.md section 9's (issue 5, point 8); the questions ask what to change and never who it was
(domain.md section 5).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.calendars import Calendar
from checklists.schedule import Rule, due_on

DAYS = (7, 30)
QUESTIONS = (
    _("What turned out differently from what we expected?"),
    _("What would we have liked to know earlier?"),
    _("Which preparation was not on the checklist?"),
    _("What did we explain to customers most often?"),
    _("Which one thing do we change for the next launch?"),
)

_HEADING = re.compile(r"^## ([1-5])\. .*$", re.MULTILINE)
_LOOKS_LIKE_ONE = re.compile(r"^(## [1-5]\. )", re.MULTILINE)


def held_on(launch_on: date, day: int, calendar: Calendar) -> date:
    """The day the review is for: `day` calendar days after D-day, or the first open day after that."""
    return due_on(launch_on, Rule(day), calendar)


def compose(questions: Sequence[str], answers: Sequence[str]) -> str:
    """The body of the record, in Markdown: each question that was answered, and its answer.

    A line of an answer that looks like one of our headings goes a level down, so that `read` finds the same answers.
    """
    parts = []
    for number, (question, answer) in enumerate(zip(questions, answers, strict=True), 1):
        if said := answer.replace("\r\n", "\n").replace("\r", "\n").strip():
            kept = _LOOKS_LIKE_ONE.sub(r"#\1", said)
            parts.append(f"## {number}. {question}\n\n{kept}")
    return "\n\n".join(parts)


def read(body: str) -> list[str]:
    """The answers in a body, "" where there is none. What stands before the first question belongs to the first."""
    pieces = _HEADING.split(body.replace("\r\n", "\n"))
    answers = [""] * len(QUESTIONS)
    answers[0] = pieces[0].strip()
    for number, words in zip(pieces[1::2], pieces[2::2], strict=True):
        place = int(number) - 1
        answers[place] = "\n\n".join(filter(None, (answers[place], words.strip())))
    return answers
