"""What is answered when no view answers."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client, RequestFactory

from config.views import forbidden, server_error


def test_an_address_that_is_none_is_a_page_with_a_trace_number(client: Client, db: None) -> None:
    page = client.get("/nowhere/")
    assert page.status_code == 404
    assert page["X-Request-ID"] in page.content.decode()


def test_the_icon_answers_to_the_name_browsers_try(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"].endswith(".svg")


def test_under_the_api_it_is_json(client: Client, db: None) -> None:
    answer = client.get("/api/v1/nowhere/")
    assert answer.status_code == 404
    assert set(answer.json()) == {"code", "field", "message", "hint"}


def test_a_role_that_does_not_reach_so_far_is_told_why(as_user: Callable[..., Client], people: SimpleNamespace) -> None:
    page = as_user(people.viewer).get("/launches/start/")
    assert page.status_code == 403
    assert page["X-Request-ID"] in page.content.decode()


def test_a_form_of_an_earlier_sign_in_is_refused_in_words(people: SimpleNamespace) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.planner)
    page = client.post("/settings/", {"language": "en"})
    assert page.status_code == 403
    assert "Django" not in page.content.decode()


@pytest.mark.parametrize(("error", "status"), [(OperationalError("down"), 503), (ValueError("bug"), 500)])
def test_an_error_needs_no_database_to_be_shown(error: Exception, status: int) -> None:
    # Neither a person nor a database stands behind this request: a page that asked for one would fail here.
    request = RequestFactory().get("/launches/")
    try:
        raise error
    except Exception:
        page = server_error(request)
    assert page.status_code == status
    assert str(error) not in page.content.decode()


def test_an_error_under_the_api_has_the_one_shape() -> None:
    request = RequestFactory().get("/api/v1/launches/")
    answer = forbidden(request, PermissionDenied("Not yours."))
    assert b'"message": "Not yours."' in answer.content
