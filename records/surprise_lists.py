"""Which surprises a page or a file shows, as its address asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.asked import number
from accounts.models import User

from .access import visible_surprises
from .models import Surprise

SHOWN: dict[str, tuple[Any, Q]] = {
    "all": (_("All"), Q()),
    "new": (_("Waiting for a position"), Q(state=Surprise.State.NEW, is_exempt=False)),
    "answered": (_("Position given"), Q(state=Surprise.State.ANSWERED)),
    "closed": (_("Settled"), Q(state=Surprise.State.CLOSED)),
    "exempt": (_("Owed no notice"), Q(is_exempt=True)),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """`show` is one of SHOWN; what an address says wrongly counts as not said."""

    show: str = "all"
    department: int | None = None

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        show = given.get("show", "")
        return cls(show if show in SHOWN else "all", number(given.get("department")))


def asked_surprises(user: User, asked: Asked) -> QuerySet[Surprise]:
    """Those the person sees and asks for, the latest first."""
    return _of_department(user, asked).filter(SHOWN[asked.show][1]).order_by("-noticed_at", "-pk")


def counts_shown(user: User, asked: Asked) -> dict[str, int]:
    """How many each of SHOWN holds, of the department asked for."""
    counts = {name: Count("pk", filter=condition) for name, (_label, condition) in SHOWN.items()}
    return _of_department(user, asked).aggregate(**counts)


def _of_department(user: User, asked: Asked) -> QuerySet[Surprise]:
    seen = visible_surprises(user)
    return seen if asked.department is None else seen.filter(department=asked.department)
