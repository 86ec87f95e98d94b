"""The item panel: all of one line, and the forms of what this person may do to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Action, Reach, allows, reach
from accounts.errors import Refusal, Stale
from accounts.models import User
from accounts.uploads import MAX_BYTES
from checklists.models import EvidenceKind
from checklists.schedule import describe
from ledger.models import Event
from projects.access import actions_for, may, title_for, visible_items
from projects.forms.base import SaidForm, ServiceForm
from projects.forms.items import CommentForm, EvidenceForm
from projects.history import events_about
from projects.models import Item
from projects.rules import missing
from projects.services.locking import needs_of, with_needs

from .answers import PageRequest
from .deeds import ACTS
from .filters import Filters
from .pieces import kinds, pieces_of
from .rows import project_url
from .words import Line, lines_of

BARE = ("complete", "start", "unblock", "approve")  # one press, no form
HISTORY_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Button:
    name: str
    label: Any
    url: str

    @property
    def is_rare(self) -> bool:
        """Behind the three dots, so that what is done every day stands alone."""
        return self.name in ("waive", "clear-due")


@dataclass(frozen=True, slots=True)
class Opened:
    """The form that stands open in the panel, and what went wrong with it."""

    name: str = ""
    form: ServiceForm | None = None
    refusal: Refusal | None = None

    @property
    def is_said(self) -> bool:
        """A deed of one press, opened to say whose word it is."""
        form = self.form
        return self.name in BARE and isinstance(form, SaidForm) and (not form.is_bound or form.is_unfolded)

    @property
    def label(self) -> Any:
        return ACTS[self.name].label if self.name in ACTS and (self.name not in BARE or self.is_said) else ""


def panel_context(request: PageRequest, item: Item, opened: Opened) -> dict[str, Any]:
    user, now = request.user, timezone.now()
    item = with_needs(visible_items(user)).select_related(
        "project", "section", "department", "owner__department", "done_by", "waived_by",
        "blocked_by_item", "blocked_by_user", "moved_by__department", "follows_up",
    ).get(pk=item.pk)  # fmt: skip
    may_do = actions_for(user, item)
    opened = _with_form(opened, item, user, may_do)
    history = history_of(item, user)
    buttons = _buttons(item, may_do)
    needs = missing(needs_of(item, user)) if item.is_open else []
    neighbours = neighbours_of(item, user)
    scenarios = item.scenarios.select_related("verified_by")
    return {
        "item": item,
        "project": item.project,
        "today": item.project.today_at(now),
        "url": f"{project_url(item.project_id)}items/{item.pk}/",
        "may_do": may_do,
        "only_reads": may_do <= {"comment"},
        "needs": needs,
        "rule": describe(item.rule),
        "buttons": buttons,
        "rare": _rare(item, user, may_do, buttons, is_ready=not needs),
        "opened": opened,
        "stale": who_was_first(opened.refusal, history),
        "scenarios": scenarios,
        "verified_count": sum(scenario.verified_at is not None for scenario in scenarios),
        "evidence": pieces_of(item),
        "kinds": kinds(),
        "largest": MAX_BYTES,
        "evidence_form": _evidence_form(opened, item, user, may_do),
        "wants_evidence": item.evidence_kind != EvidenceKind.NONE,
        "waits": [
            (wait, title_for(user, wait.predecessor))
            for wait in item.waits.select_related("predecessor__department", "predecessor__owner")
        ],
        "moved_by_title": title_for(user, item.moved_by) if item.moved_by else "",
        "blocked_by_title": title_for(user, item.blocked_by_item) if item.blocked_by_item else "",
        "followers": visible_items(user).applying().filter(waits__predecessor=item).select_related("department"),
        "comments": item.comments.select_related("author__department"),
        "comment_form": _comment_form(opened, item, user),
        "history": history,
        "may_see_told": reach(user, Action.SEE_DELIVERIES) != Reach.NONE,
        "filters": Filters.of(request.GET),
        "before": neighbours[0],
        "after": neighbours[1],
    }


def neighbours_of(item: Item, user: User) -> tuple[int | None, int | None]:
    """The lines before and after this one in the order of the checklist, as far as this person sees it. One query."""
    lines = visible_items(user).applying().filter(project=item.project_id)
    ids = list(lines.order_by("section__order", "section_id", "order", "pk").values_list("pk", flat=True))
    if item.pk not in ids:
        return None, None
    at = ids.index(item.pk)
    return (ids[at - 1] if at else None), (ids[at + 1] if at + 1 < len(ids) else None)


def history_of(item: Item, user: User) -> list[Line]:
    if not allows(user, Action.SEE_HISTORY):
        return []
    events = Event.objects.filter(events_about(item.pk), stream=item.project.stream_id).order_by("-seq")
    return lines_of(events[:HISTORY_SHOWN])


def who_was_first(refusal: Refusal | None, history: list[Line]) -> str:
    """Who was first and with what, when somebody else's change came between; empty for any other refusal."""
    if not isinstance(refusal, Stale):
        return ""
    if not history:
        return refusal.message
    latest = history[0]
    changes = ", ".join(f"{change.label} {change.after}" for change in latest.changes)
    words = {"who": latest.who, "what": f"{latest.what} ({changes})" if changes else latest.what}
    return _("%(who)s was first: %(what)s. What you typed is still here.") % words


def _with_form(opened: Opened, item: Item, user: User, may_do: frozenset[str]) -> Opened:
    """A form asked for by the address (`?act=block`) opens empty; one that came back keeps what was typed."""
    if opened.form is not None:
        opened.form.renew(item.version)
        return opened
    act = ACTS.get(opened.name)
    if act is None or act.deed not in may_do:
        return Opened()
    return Opened(opened.name, act.form(item=item, by=user))


def _buttons(item: Item, may_do: frozenset[str]) -> list[Button]:
    """What may be done now, besides what has a place of its own in the panel."""
    own_place = ("complete", "approve", "assign", "comment")
    url = f"{project_url(item.project_id)}items/{item.pk}/"
    return [
        Button(name, act.label, url)
        for name, act in ACTS.items()
        if act.deed in may_do and name not in own_place and (name != "clear-due" or item.is_due_fixed)
    ]


def _rare(item: Item, user: User, may_do: frozenset[str], buttons: list[Button], *, is_ready: bool) -> list[Button]:
    """What is seldom done, each with the address of its form."""
    url = f"{project_url(item.project_id)}items/{item.pk}/"
    found = [Button(button.name, button.label, f"{url}?act={button.name}") for button in buttons if button.is_rare]
    said = _said_deed(item, user, may_do)
    if said and is_ready:
        found.append(Button(said, _("On somebody’s word"), f"{url}?act={said}"))
    if may(user, Action.PROPOSE_LINE, item):
        found.append(Button("propose", _("Propose for the template"), f"{url}propose/"))
    return found


def _said_deed(item: Item, user: User, may_do: frozenset[str]) -> str:
    """What may be done here for another department, at its word: the deed of one press that has a form for it."""
    is_own = user.department_id == item.department_id
    return next((name for name in ("complete", "approve") if name in may_do and not is_own), "")


def _evidence_form(opened: Opened, item: Item, user: User, may_do: frozenset[str]) -> ServiceForm | None:
    if opened.name == "attach" and isinstance(opened.form, EvidenceForm):
        return opened.form
    return EvidenceForm(item=item, by=user) if "attach" in may_do else None


def _comment_form(opened: Opened, item: Item, user: User) -> ServiceForm:
    return opened.form if opened.form and opened.name == "comment" else CommentForm(item=item, by=user)
