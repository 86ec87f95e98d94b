"""A deed that needs words, done from a row: its form opens below the row, and goes back to the row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.errors import Refusal, Stale
from accounts.models import User
from projects.access import actions_for
from projects.forms.base import SaidForm, ServiceForm
from projects.models import Comment, Item

from .deeds import ACTS, Act

DRAWERS = ("comment", "block", "send-back")
COMMENTS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Drawer:
    """`others` are the deeds that the same row offers, by name and label. `comments` the last words said."""

    name: str
    act: Act
    form: ServiceForm
    others: list[tuple[str, Any]]
    comments: list[Comment]
    is_stale: bool = False

    @property
    def fields(self) -> list[Any]:
        """Whose word it was is asked on the line's own page; here are the fields that every use needs."""
        return [field for field in self.form if field.name not in SaidForm.FIELDS]


def drawer_of(
    item: Item, user: User, name: str, form: ServiceForm | None = None, refusal: Refusal | None = None
) -> Drawer | None:
    """The open form of a deed, with what was typed if it came back; None when this person may not do it now."""
    may_do = actions_for(user, item)
    if name not in DRAWERS or ACTS[name].deed not in may_do:
        return None
    is_stale = isinstance(refusal, Stale)
    if form is None:
        form = ACTS[name].form(item=item, by=user)
    elif refusal is not None and not is_stale:
        form.refuse(refusal)
    if is_stale:
        form.renew(item.version)
    form.auto_id = f"drawer-{item.pk}-%s"
    first = next((field for field in form.visible_fields() if field.errors), form.visible_fields()[0])
    first.field.widget.attrs["autofocus"] = True
    comments = []
    if name == "comment":
        comments = [*item.comments.select_related("author__department").order_by("-created_at", "-pk")[:COMMENTS_SHOWN]]
    others = [(other, ACTS[other].label) for other in DRAWERS if ACTS[other].deed in may_do]
    return Drawer(name, ACTS[name], form, others, comments[::-1], is_stale)
