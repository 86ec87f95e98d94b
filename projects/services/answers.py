"""The answers to a launch's questions, changed while it runs: lines come and go by the conditions they have.

Errors as in `services.items`; Invalid names the question (`answers.<key>`); Project.DoesNotExist.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import access as roles
from accounts.access import Action
from accounts.errors import Invalid, Refusal
from accounts.models import User
from accounts.texts import required
from checklists.conditions import check_answers
from ledger.services import Entry

from ..models import Project
from .applying import write_lines
from .comparing import Answers, Comparison, compare_launches
from .locking import check_running, lock_project, save_project


def preview_answers(project: Project, answers: Answers, *, by: User) -> Comparison:
    """What these answers would add, change and remove. Nothing is saved; `project` is one that `by` sees."""
    roles.require(by, Action.RUN_LAUNCH)
    check_running(project)
    return _compared(project, answers, by=by)


@transaction.atomic
def change_answers(
    project_id: int, answers: Answers, *, by: User, reason: str, version: int | None = None, tell: bool = True
) -> Project:
    """Write the answers and take everything that `preview_answers` offers, in one event.

    With `tell` each person concerned gets one message with all their lines.
    """
    project = lock_project(project_id, by=by, version=version)
    roles.require(by, Action.RUN_LAUNCH)
    reason = required(reason, "reason")
    found = _compared(project, answers, by=by)
    written = write_lines(found)
    before, project.answers = project.answers, dict(answers)
    entry = Entry(
        "answers_changed",
        target=f"project:{project.pk}",
        target_name=project.name,
        before={"answers": before},
        after={"answers": project.answers, "tell": tell, **written.values()},
        reason=reason,
    )
    return save_project(project, ["answers"], [entry], by=by)


def _compared(project: Project, answers: Answers, *, by: User) -> Comparison:
    version = project.template_version
    _check(check_answers(list(version.questions.all()), answers))
    if answers == project.answers:
        raise Refusal("same_answers", _("These are the answers it has now."), field="answers")
    [found] = compare_launches([project], version, by=by, answers=answers)
    return found


def _check(wrong: Mapping[str, str]) -> None:
    for key, sentence in wrong.items():
        raise Invalid("answer_wrong", sentence, field=f"answers.{key}")
