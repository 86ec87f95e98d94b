"""The launch of the main-job story, and what its people do on which working day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from accounts.models import User
from accounts.workdays import calendars
from checklists.library import LIBRARY, load, read
from config.demo.company import found_company
from projects.models import OPEN_STATUSES, Decision, Item, Project
from projects.services.gate import Condition, decide, sign_off
from projects.services.items import approve_item, block_item, complete_item, send_back_item, unblock_item
from projects.services.launches import Draft, start_launch
from projects.services.lines import assign_item
from projects.services.work import add_evidence, comment_on_item, verify_scenario

BEGINS, LAUNCH_ON, ENDS = date(2026, 11, 3), date(2026, 12, 8), date(2026, 12, 18)
ANSWERS = {
    "mall": "coupang", "phone_number": "new", "first_contact": "by_type", "channels": ["phone", "board"],
    "sales_model": "consignment", "overseas": False, "integration": "api", "centre": "existing_outsourced",
}  # fmt: skip
# Never ticked: a must-have of IT and one of sales, a line of finance; the last one is due after the story ends.
LEFT = ("P46", "P33", "P29", "P54")
# Ticked, but this many open days late; another line's date follows P38.
SLIPPED = {"P07": 3, "P38": 2}


class Launch:
    """The library's template, started by a planner in an empty company and worked on as its dates come."""

    def __init__(self) -> None:
        self.company = found_company()
        self.planner, self.second = self.company["seoyeon"], self.company["taeho"]
        template = load(read(LIBRARY / "partner_mall_centre.yaml"), by=self.planner)
        draft = Draft(
            name="○○몰 고객센터 오픈",
            version_id=template.versions.published().get().pk,
            launch_on=LAUNCH_ON,
            announced_on=BEGINS,
            planner_id=self.planner.pk,
            answers=ANSWERS,
            owners={"P34": self.company["jihoon"].pk, "P41": self.company["eunbi"].pk, "P31": None},
            opened_to_ids=[self.company.departments["centre"].pk],
        )
        self.project: Project = start_launch(draft, by=self.planner)
        self.was_sent_back = False

    def item(self, key: str) -> Item:
        return self.project.items.select_related("owner").get(key=key)

    def work_on(self, today: date) -> None:
        """Everything its people do on this day."""
        self._look_at_what_was_handed_in()
        self._do_what_is_special(today)
        known = calendars()
        for item in self.project.items.open().select_related("owner").order_by("due_on", "order"):
            ahead = SLIPPED.get(item.key, 0 if item.offset >= 0 else -1 - item.order % 2)
            its_day = known[item.department_id].shift(item.due_on, ahead)
            if item.key not in LEFT and item.status in ("todo", "doing") and its_day <= today and not self._waits(item):
                self._hand_in(item)

    def decide(self) -> Decision:
        """Every lead signs off; the second planner decides on condition of what is still open."""
        for slug, lead in {"sales": "hayoon", "it": "minjae", "centre": "eunbi", "logistics": "hyunwoo"}.items():
            sign_off(self.project.pk, self.company.departments[slug].pk, by=self.company[lead], verdict="approved")
        unmet = self.project.items.open().filter(is_blocker=True).select_related("owner")
        conditions = [
            Condition(
                item.pk, self._worker(item).pk, "오픈 뒤에 끝낼 수 있습니다", "상담사가 손으로 확인합니다", follow_up_on
            )
            for item, follow_up_on in zip(unmet, (date(2026, 12, 11), date(2026, 12, 15)), strict=True)
        ]
        return decide(self.project.pk, by=self.second, verdict="conditional_go", conditions=conditions)

    def _do_what_is_special(self, today: date) -> None:
        people = self.company
        match today.isoformat():
            case "2026-11-17":
                assign_item(self.item("P11").pk, by=self.planner, owner_id=people["minjae"].pk)
            case "2026-11-20":
                reason = "제휴몰 시험 서버 계정이 없습니다"
                block_item(self.item("P09").pk, by=people["subin"], reason=reason, by_user_id=people["hayoon"].pk)
            case "2026-11-24":
                comment_on_item(self.item("P09").pk, by=people["subin"], body="@정하윤 계정을 언제 받을 수 있을까요?")
            case "2026-12-01":
                unblock_item(self.item("P09").pk, by=self.planner)

    def _look_at_what_was_handed_in(self) -> None:
        for item in self.project.items.filter(status="in_review"):
            if item.key == "P45" and not self.was_sent_back:
                self.was_sent_back = True
                send_back_item(item.pk, by=self.planner, reason="재위탁 업체가 빠졌습니다")
            else:
                approve_item(item.pk, by=self.second)

    def _waits(self, item: Item) -> bool:
        return item.waits.filter(predecessor__status__in=OPEN_STATUSES).exists()

    def _worker(self, item: Item) -> User:
        return item.owner or self.planner

    def _hand_in(self, item: Item) -> None:
        by = self._worker(item)
        for scenario in item.scenarios.filter(verified_at=None):
            verify_scenario(scenario.pk, by=by, is_verified=True)
        match item.evidence_kind:
            case "link_or_file":
                add_evidence(item.pk, by=by, url=f"https://wiki.example.com/{item.key}")
            case "text":
                add_evidence(item.pk, by=by, text="확인했습니다")
            case "number":
                add_evidence(item.pk, by=by, number=Decimal(97))
        complete_item(item.pk, by=by)
