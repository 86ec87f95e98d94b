"""What of a launch goes into its brief, read from the database: marked lines and answers, and nobody's notes."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from checklists.condition_words import answer_in_words
from checklists.models import Question
from projects.models import Item, Project, Status

from ..brief import Facts, Marked, Proposed, propose


def proposed_lines(project: Project) -> list[Proposed]:
    """The lines of the launch as it stands, in the company's language whoever asks. Three queries."""
    with translation.override(settings.LANGUAGE_CODE):
        return propose(_facts_of(project))


def _facts_of(project: Project) -> Facts:
    items = project.items.applying().exclude(brief_line="").select_related("department", "section")
    return Facts(
        name=project.name,
        launch_type=str(project.launch_type),
        launch_on=project.launch_on,
        language=settings.LANGUAGE_CODE,
        marked=[_marked(item) for item in items],
        answers=_answers(project),
    )


def _marked(item: Item) -> Marked:
    is_waived = item.status == Status.WAIVED
    # Every centre reads the same brief: none of them is named in it.
    department = _("The contact centre") if item.department.is_partner else item.department.local_name
    return Marked(
        id=item.pk,
        title=item.local_title,
        section=str(item.section),
        words=item.local_brief_line,
        department=department,
        settled_on=item.follow_up_on if is_waived and item.follow_up_on else item.due_on,
        is_ready=item.status == Status.DONE,
    )


def _answers(project: Project) -> list[tuple[str, str, str]]:
    questions = Question.objects.filter(version=project.template_version_id)
    return [
        (question.key, str(question), answer_in_words(question, project.answers[question.key]))
        for question in questions
        if question.key in project.answers
    ]
