"""The summary strip of a launch: readiness against plan, the decision so far, who is late or blocked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from projects.access import may_see_gate
from projects.models import Project
from projects.readiness import judge
from projects.summaries import tallies_by_department, tally_of


def strip_context(project: Project, user: User, now: datetime) -> dict[str, Any]:
    """Partners see how far the launch is, and no department's part in it."""
    tally = tally_of(project, now)
    by_department = [] if user.is_partner else tallies_by_department(project, project.today_at(now))
    sign_offs = project.sign_offs.order_by("department_id", "-at", "-pk").distinct("department_id")
    return {
        "tally": tally,
        "blockers_done": tally.blockers - tally.blockers_open,
        "readiness": judge(tally),
        "behind": [(department, part) for department, part in by_department if part.late or part.blocked],
        "department_count": len(by_department),
        "approved_count": sum(sign_off.verdict != "held" for sign_off in sign_offs),
        "decision": project.decisions.last(),
        "may_see_gate": may_see_gate(user),
    }
