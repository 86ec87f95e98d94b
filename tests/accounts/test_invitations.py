"""Invitations: who may send them, what a link opens and when it opens nothing, and that its mail is not lost."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import GIVES
from accounts.errors import Forbidden, Invalid
from accounts.models import Invitation, Role, User
from accounts.services import (
    accept_invitation,
    deactivate_user,
    invite_people,
    resend_invitation,
    withdraw_invitation,
)
from accounts.services.invitations import LIFETIME, Invitee
from ledger.models import Event
from notifications.mail import compose
from notifications.models import Message
from notifications.services.invitations import raise_invitations
from tests import factories

STRONG = "correct horse battery"
EMAIL = "new@example.com"


def one(people: SimpleNamespace, **fields: Any) -> Invitation:
    words = {"email": EMAIL, "role": Role.MEMBER, "department": people.marketing} | fields
    return invite_people([Invitee(**words)], by=people.planner)[0]


def test_an_invitation_opens_the_account_that_was_offered(people: SimpleNamespace) -> None:
    user = accept_invitation(one(people, email=" New@Example.com").secret, name="새사람", password=STRONG)
    assert (user.email, user.role, user.department) == (EMAIL, Role.MEMBER, people.marketing)
    assert user.check_password(STRONG)
    verbs = list(Event.objects.filter(stream__kind="company").order_by("seq").values_list("verb", flat=True))
    assert verbs == ["person_invited", "user_created", "invitation_accepted"]


def test_only_a_digest_of_the_link_is_stored(people: SimpleNamespace) -> None:
    invitation = one(people)
    row = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert len(invitation.secret) == 64
    assert invitation.secret not in str(row)
    assert invitation.secret not in str(list(Event.objects.values()))


def test_a_link_is_bound_to_address_role_and_department(people: SimpleNamespace) -> None:
    """Whoever could change the row would only make the link useless."""
    secret = one(people).secret
    Invitation.objects.update(role=Role.LEAD)
    assert Invitation.objects.get().secret != secret


@pytest.mark.parametrize("what", ["used", "expired", "withdrawn", "resent", "inviter left", "guessed"])
def test_a_link_that_opens_nothing_is_answered_alike(people: SimpleNamespace, client: Client, what: str) -> None:
    invitation = one(people)
    secret, later = invitation.secret, timezone.now()
    match what:
        case "used":
            accept_invitation(secret, name="새사람", password=STRONG)
        case "expired":
            later += LIFETIME + timedelta(minutes=1)
        case "withdrawn":
            withdraw_invitation(invitation.pk, by=people.planner)
        case "resent":
            resend_invitation(invitation.pk, by=people.planner)
        case "inviter left":
            deactivate_user(people.planner, by=people.admin)
        case "guessed":
            secret = "0" * 64
    with time_machine.travel(later):
        answer = client.get(f"/invitation/{secret}/")
        with pytest.raises(Invitation.DoesNotExist):
            accept_invitation(secret, name="새사람", password=STRONG)
    assert answer.status_code == 404
    assert "쓸 수 없는 초대" in answer.text or "does not work" in answer.text
    assert EMAIL not in answer.text


def test_coming_in_signs_in_and_ignores_what_else_is_sent(people: SimpleNamespace, client: Client) -> None:
    arrived = client.get(f"/invitation/{one(people).secret}/")
    assert arrived.headers["Location"] == "/invitation/"  # without its secret, which no Referer can pass on then
    sent = {"name": "새사람", "password": STRONG, "role": "admin", "email": "other@example.com", "department": ""}
    assert client.post("/invitation/", sent).headers["Location"] == "/"
    made = User.objects.get(email=EMAIL)
    assert (made.role, client.session["_auth_user_id"]) == (Role.MEMBER, str(made.pk))
    assert client.get("/invitation/").status_code == 404


def test_a_weak_password_is_said_beside_its_field(people: SimpleNamespace, client: Client) -> None:
    client.get(f"/invitation/{one(people).secret}/")
    answer = client.post("/invitation/", {"name": "새사람", "password": "password12"})
    assert (answer.status_code, "is-wrong" in answer.text) == (400, True)
    assert not User.objects.filter(email=EMAIL).exists()


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gives_what_the_table_says(people: SimpleNamespace, role: Role) -> None:
    inviters = {
        Role.ADMIN: people.admin,
        Role.PLANNER: people.planner,
        Role.LEAD: people.marketing_lead,
        Role.MEMBER: people.marketer,
        Role.PARTNER_LEAD: people.centre_lead,
        Role.PARTNER_AGENT: people.agent,
        Role.VIEWER: people.viewer,
    }
    own = {Role.LEAD: people.marketing, Role.PARTNER_LEAD: people.centre}
    for given in Role:
        partner = given in (Role.PARTNER_LEAD, Role.PARTNER_AGENT)
        department = people.centre if partner else own.get(role) if role == Role.LEAD else people.cx
        invitee = Invitee(f"{given}@example.com", given, department)
        if given in GIVES.get(role, ()):
            assert invite_people([invitee], by=inviters[role])
        else:
            with pytest.raises((Invalid, Forbidden)):
                invite_people([invitee], by=inviters[role])


def test_a_lead_invites_to_the_own_department_only(people: SimpleNamespace) -> None:
    for by, role, department in (
        (people.marketing_lead, Role.MEMBER, people.sales),
        (people.centre_lead, Role.PARTNER_AGENT, people.other_centre),
    ):
        with pytest.raises(Invalid):
            invite_people([Invitee(EMAIL, role, department)], by=by)


@pytest.mark.parametrize(
    "words",
    [
        {"email": "no-address"},
        {"email": "a@b"},
        {"email": '"x\r\n"@y.example'},
        {"email": ""},
        {"role": "king"},
        {"department": None},
        {"role": Role.PARTNER_AGENT},
        {"name": "x\u202ey"},
    ],
)
def test_who_cannot_be_invited_is_refused_and_nobody_else_is_invited(people: SimpleNamespace, words: Any) -> None:
    good = Invitee("good@example.com", Role.MEMBER, people.marketing)
    bad = Invitee(**({"email": EMAIL, "role": Role.MEMBER, "department": people.marketing} | words))
    with pytest.raises(Invalid):
        invite_people([good, bad], by=people.planner)
    assert not Invitation.objects.exists()


def test_an_address_is_invited_once_whatever_its_case(people: SimpleNamespace) -> None:
    one(people)
    for address in (EMAIL.upper(), people.marketer.email.upper()):
        with pytest.raises(Invalid):
            one(people, email=address)


def test_the_mail_is_made_by_the_sweep_once_and_again_for_each_round(people: SimpleNamespace) -> None:
    invitation = one(people, language="en")
    now = timezone.now()
    assert [raise_invitations(now), raise_invitations(now)] == [1, 0]
    resend_invitation(invitation.pk, by=people.planner)
    assert raise_invitations(now) == 1
    assert Message.objects.filter(kind="invitation").count() == 2
    assert not mail.outbox  # nothing is sent inside a request


def test_the_mail_speaks_the_language_that_was_chosen_and_links_in(people: SimpleNamespace, client: Client) -> None:
    one(people, language="en")
    raise_invitations(timezone.now())
    letter = compose(Message.objects.get(kind="invitation"), [], timezone.now())
    assert letter.to == [EMAIL]
    assert "invites you" in letter.subject
    link = re.search(r"/invitation/[0-9a-f]{64}/", str(letter.body))
    assert link
    assert client.get(link[0]).status_code == 302


def test_a_closed_planner_invites_nobody(people: SimpleNamespace) -> None:
    deactivate_user(people.planner, by=people.admin)
    with pytest.raises(Forbidden):
        invite_people([Invitee(EMAIL, Role.VIEWER)], by=User.objects.get(pk=people.planner.pk))


def test_the_list_and_the_page(people: SimpleNamespace, as_user: Any) -> None:
    client = as_user(people.planner)
    sent = {"emails": "a@example.com, 홍길동 <b@example.com>\nA@example.com", "role": "viewer", "language": "ko"}
    assert client.post("/people/invite/", sent).status_code == 302
    assert set(Invitation.objects.values_list("email", "name")) == {("a@example.com", ""), ("b@example.com", "홍길동")}
    page = client.get("/people/").text
    assert "a@example.com" in page
    assert client.get("/people/invite/?role=viewer&department=" + "9" * 5000).status_code == 200
    assert client.get("/people/invite/?department=²").status_code == 200
    row = Invitation.objects.get(email="a@example.com")
    client.post(f"/people/invitations/{row.pk}/withdraw/")
    assert client.post(f"/people/invitations/{row.pk}/resend/").status_code == 404
    factories.user(Role.VIEWER, email="c@example.com")
    wrong = client.post("/people/invite/", sent | {"emails": "c@example.com\nx@y"})
    assert (wrong.status_code, wrong.text.count('class="error"')) == (400, 2)


def test_the_invited_come_in_pages_at_the_same_cost(
    people: SimpleNamespace, as_user: Any, django_assert_num_queries: Any
) -> None:
    client = as_user(people.planner)
    client.get("/people/")  # what a first page of a session asks for besides
    one(people)
    raise_invitations(timezone.now())
    with CaptureQueriesContext(connection) as few:
        client.get("/people/")
    invite_people([Invitee(f"{n}@example.com", Role.VIEWER) for n in range(24)], by=people.planner)
    raise_invitations(timezone.now())
    with django_assert_num_queries(len(few)):
        page = client.get("/people/")
    assert (page.text.count("/withdraw/"), page.text.count("<span>25</span>")) == (20, 1)
    assert "?invited=2#invited" in page.text
    assert client.get("/people/?invited=2").text.count("/withdraw/") == 5
