"""Requests in every state, made through the services."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from ledger.services import Said
from records.models import Request
from records.services.request_delivery import check_request, deliver_request, promise_request
from records.services.request_votes import agree_priority, vote_on_request
from records.services.requests import OptionDraft, RequestDraft, decline_request, file_request, triage_request
from tests.conftest import TODAY

OPTIONS = (OptionDraft("버튼을 단다", "개발 3일", "문의 절반"), OptionDraft("안내를 바꾼다", "없음", "조금"))


def draft(**fields: Any) -> RequestDraft:
    usual = {"title": "반품 버튼이 안 보인다", "said": "어디서 반품하나요?", "inquiries": 120, "options": OPTIONS}
    return RequestDraft(**(usual | fields))


def request(people: SimpleNamespace, state: str = "new", **fields: Any) -> Request:
    """One that the contact centre asks for, brought to `state`; marketing's lead delivers it."""
    by, project_id = fields.pop("by", people.agent), fields.pop("project_id", None)
    made = file_request(draft(**fields), by=by, project_id=project_id)
    if state == "declined":
        return decline_request(made.pk, by=people.planner, reason="이미 있다")
    for step in ("triaged", "agreed", "doing", "delivered", "checked"):
        if made.state == state:
            break
        made = _bring(people, made.pk, step)
    return made


def _bring(people: SimpleNamespace, pk: int, step: str) -> Request:
    by = people.planner
    match step:
        case "triaged":
            return triage_request(pk, by=by)
        case "agreed":
            vote_on_request(pk, by=people.marketing_lead, priority=2, words="다음 배포에")
            vote_on_request(
                pk, by=by, priority=1, words="매일 묻는다", department_id=people.centre.pk, said=Said("강은비", "phone")
            )
            return agree_priority(pk, by=by, priority=1, reason="문의가 가장 많다")
        case "doing":
            return promise_request(pk, by=by, owner_id=people.marketer.pk, promised_on=TODAY + timedelta(days=5))
        case "delivered":
            return deliver_request(
                pk,
                by=people.marketer,
                delivered_on=TODAY,
                check_on=TODAY + timedelta(days=14),
                figure_name="한 주 문의",
                figure_before=Decimal(120),
                words="버튼을 달았다",
            )
        case _:
            return check_request(pk, by=people.marketer, figure_after=Decimal(30), checked_note="문의가 줄었다")
