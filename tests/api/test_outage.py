"""Without its database the API says so, as JSON."""

from __future__ import annotations

import pytest
from django.db import connection


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["me/", "projects/"])
def test_no_database_is_503(api, people, path):
    caller, port = api(people.planner, "read"), connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = 1
    try:
        answer = caller.get(path)
    finally:
        connection.settings_dict["PORT"] = port
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"]
