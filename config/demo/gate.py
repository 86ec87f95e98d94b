"""The gate in the demo's launches: every department's lead signs off, then a second planner decides."""

from __future__ import annotations

from collections.abc import Mapping

from projects.models import Decision, SignOff
from projects.services.gate import Condition, decide, sign_off

from .work import Launch

LEADS = {
    "cx": "yujin",
    "centre": "eunbi",
    "sales": "hayoon",
    "md": "serin",
    "marketing": "jihoon",
    "ux": "emily",
    "it": "minjae",
    "logistics": "hyunwoo",
}


def sign_off_all(launch: Launch, notes: Mapping[str, str]) -> None:
    """Each involved department approves, or with a condition when `notes` says which."""
    company = launch.story.company
    involved = set(launch.project.items.values_list("department__slug", flat=True))
    for slug, lead in LEADS.items():
        if slug in involved:
            note = notes.get(slug, "")
            verdict = SignOff.Verdict.CONDITIONAL if note else SignOff.Verdict.APPROVED
            sign_off(launch.project.pk, company.departments[slug].pk, by=company[lead], verdict=verdict, note=note)


def decide_by_second(launch: Launch, by: str, note: str, accepted: Mapping[str, tuple[str, str]]) -> None:
    """GO, or conditional when must-haves are open. `accepted` says for a line's key why, and what happens instead."""
    project = launch.project
    unmet = list(project.items.open().filter(is_blocker=True).order_by("due_on", "pk"))
    usual = ("당일 오전에 끝낼 수 있어 이어서 진행합니다", "끝날 때까지 상담 안내서의 임시 문구로 안내합니다")
    conditions = [
        Condition(
            item_id=item.pk,
            accepter_id=launch.worker(item).pk,
            reason=accepted.get(item.key, usual)[0],
            fallback=accepted.get(item.key, usual)[1],
            follow_up_on=project.launch_on,
        )
        for item in unmet
    ]
    verdict = Decision.Verdict.CONDITIONAL_GO if conditions else Decision.Verdict.GO
    decide(project.pk, by=launch.story.company[by], verdict=verdict, note=note, conditions=conditions)
