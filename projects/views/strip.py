"""The summary strip of a launch: readiness against plan, the decision so far, who is late or blocked."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from accounts.access import Action, allows
from accounts.models import Department, User
from projects.access import may_see_gate
from projects.models import Project
from projects.progress import Work, work_of
from projects.readiness import Tally, judge, reason_for_partner, tally

from .charts import charts_context


def strip_context(project: Project, user: User, now: datetime) -> dict[str, Any]:
    """Partners see how far the launch is, and no department's part in it."""
    today, lines = project.today_at(now), work_of(project)
    counts = tally(lines, today)
    readiness = judge(counts)
    by_department = [] if user.is_partner else _by_department(lines, today)
    sign_offs = project.sign_offs.order_by("department_id", "-at", "-pk").distinct("department_id")
    return {
        "tally": counts,
        "blockers_done": counts.blockers - counts.blockers_open,
        "readiness": readiness,
        "reason": _reason_for_partner(counts, lines, user, today) if user.is_partner else readiness.reason,
        "by_department": by_department,
        "behind": [(department, part) for department, part in by_department if part.late or part.blocked],
        "department_count": len(by_department),
        "approved_count": sum(sign_off.verdict != "held" for sign_off in sign_offs),
        "decision": project.decisions.last(),
        "may_see_gate": may_see_gate(user),
        **({} if user.is_partner else charts_context(lines, project, today)),
    }


def _reason_for_partner(counts: Tally, lines: list[Work], user: User, today: date) -> str:
    def sees(one: Work) -> bool:
        return allows(user, Action.SEE_ITEMS, department_id=one.department_id, owner_id=one.owner_id)

    return reason_for_partner(counts, tally([one for one in lines if sees(one)], today))


def _by_department(lines: list[Work], today: date) -> list[tuple[Department, Tally]]:
    found: dict[int, list[Work]] = defaultdict(list)
    for work in lines:
        found[work.department_id].append(work)
    return [(one, tally(found[one.pk], today)) for one in Department.objects.filter(pk__in=found)]
