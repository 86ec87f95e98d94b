"""Which place of the rail is lit, address by address."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from accounts.models import Role, User

LIT = {
    "/": ["/"],
    "/owed/": ["/"],
    "/inbox/": ["/inbox/"],
    "/launches/7/items/3/": ["/launches/"],
    "/launches/timeline/": ["/launches/"],
    "/launches/calendar/2026/11/": ["/launches/calendar/"],
    "/told/items/3/": ["/launches/"],
    "/wall/": ["/wall/"],
    "/displays/": ["/wall/"],
    "/reports/schedules/3/": ["/reports/"],
    "/templates/3/draft/": ["/templates/"],
    "/receipts/": ["/receipts/"],
    "/handovers/3/proof/": ["/handovers/"],
    "/records/3/": ["/records/"],
    "/positions/3/": ["/records/"],
    "/requests/board/": ["/requests/"],
    "/surprises/new/": ["/surprises/"],
    "/people/": ["/people/"],
    "/people/3/": ["/people/"],
    "/people/invite/": ["/people/"],
    "/people/import/": ["/people/"],
    "/departments/": ["/people/"],
    "/departments/calendar/": ["/people/"],
    "/departments/3/reminders/": ["/people/"],
    "/deliveries/failed/": ["/deliveries/"],
    "/settings/": [],  # these stand in the account menu
    "/help/states/": [],
}


@pytest.mark.parametrize(("address", "lit"), LIT.items())
def test_every_address_lights_one_place(address: str, lit: list[str]) -> None:
    context = {"user": User(name="김서연", role=Role.PLANNER), "nav": {"deliveries": True}}
    rail = render_to_string("_rail.html", context | {"request": RequestFactory().get(address)})
    assert re.findall(r'class="rail-link[^"]*" href="([^"]+)" aria-current="page"', rail) == lit
