"""What the tests of records begin with."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from records.models import Handover
from records.services.handovers import hand_over
from records.services.sending import Receiver


@pytest.fixture
def given(people: SimpleNamespace, today: date) -> Handover:
    """Something handed to a person of marketing and to the sales department."""
    return hand_over(
        by=people.planner,
        title="취소 관리자 화면",
        kind="screen",
        body="취소 화면 **v1**",
        receivers=[Receiver(people.marketing.pk, people.marketer.pk), Receiver(people.sales.pk)],
    )
