"""The launch decision as a page: every verdict with its conditions, and what each department's lead said."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.access import Action, Reach, reach
from accounts.models import User
from projects.access import visible_projects
from projects.models import Decision, Project, SignOff

from .page import Page
from .words import address, day, moment


def decision_page(user: User, project_id: int) -> tuple[str, Page]:
    """Raises DoesNotExist for a launch that the person does not see, and for a partner: reasons are the company's."""
    if reach(user, Action.SEE_RECORDS) != Reach.ALL:
        raise Project.DoesNotExist
    project = visible_projects(user).select_related("planner").get(pk=project_id)
    title = _("Launch decision · %(name)s") % {"name": project.name}
    page = Page(title)
    page.facts(
        (
            (_("D-day"), day(project.launch_on)),
            (_("Planner"), project.planner.name),
            (_("Page"), address("projects:project-decision", project.pk)),
        )
    )
    decisions = project.decisions.select_related("by").prefetch_related("conditions__item", "conditions__accepter")
    page.section(_("Decisions on record"))
    for decision in decisions:
        _write_decision(page, decision)
    if not decisions:
        page.text(_("No decision yet."))
    sign_offs = list(project.sign_offs.select_related("department", "by"))
    if sign_offs:
        page.section(_("Department sign-offs"))
    page.table((_("Department"), _("Verdict"), _("By"), _("Time"), _("Note")), [_sign_off(each) for each in sign_offs])
    return title, page


def _write_decision(page: Page, decision: Decision) -> None:
    page.part(f"{decision.get_verdict_display()} · {moment(decision.at)} · {decision.by.name}")
    page.quote(decision.note)
    page.table(
        (_("Condition"), _("Answers for it"), _("Reason"), _("What happens instead"), _("Follow-up date")),
        [
            (each.item.local_title, each.accepter.name, each.reason, each.fallback, day(each.follow_up_on))
            for each in decision.conditions.all()
        ],
    )


def _sign_off(made: SignOff) -> tuple[str, ...]:
    return made.department.local_name, made.get_verdict_display(), made.by.name, moment(made.at), made.note
