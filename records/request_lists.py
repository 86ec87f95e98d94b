"""Which requests a page, a file or the API shows, as its address asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet, Value, Window
from django.db.models.expressions import Expression
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from accounts.asked import number
from accounts.models import User
from projects.models.project import TodayInZone

from .access import visible_requests
from .models import Priority, Request
from .requesting import OPEN, State

STANDING = (*OPEN, State.DELIVERED)  # there is something left to do
CARDS = 30  # of one column of the board; the list has them all

_HAS_PROMISE = Q(state__in=(State.AGREED, State.DOING))
IS_LATE = (_HAS_PROMISE & Q(promised_on__lt=F("today"))) | (Q(state=State.DELIVERED) & Q(check_on__lt=F("today")))
BACKLOG: tuple[str | Expression, ...] = (
    F("priority").asc(nulls_last=True),
    F("promised_on").asc(nulls_last=True),
    Coalesce("inquiries", 0).desc(),
    "created_at",
    "pk",
)
SORTS: Mapping[str, tuple[str | Expression, ...]] = {
    "backlog": BACKLOG,
    "newest": ("-created_at", "-pk"),
    "promised": (F("promised_on").asc(nulls_last=True), *BACKLOG),
    "inquiries": (Coalesce("inquiries", 0).desc(), *BACKLOG),
}
SHOWN = ("all", "mine", "late")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for. `state` may be a state, "standing" or "all"; `department` asks or delivers; `owner` is
    an id, "me" or "none"; what an address says wrongly counts as not said.
    """

    state: str = "standing"
    priority: str = ""
    department: str = ""
    owner: str = ""
    show: str = "all"
    q: str = ""
    sort: str = "backlog"

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        said = {name: given.get(name, "") for name in cls.__dataclass_fields__}
        return cls(
            state=said["state"] if said["state"] in (*State.values, "all") else "standing",
            priority=said["priority"] if said["priority"] in map(str, Priority.values) else "",
            department=_id(said["department"]),
            owner=said["owner"] if said["owner"] in ("me", "none") else _id(said["owner"]),
            show=said["show"] if said["show"] in SHOWN else "all",
            q=said["q"].replace("\x00", "").strip()[:100],
            sort=said["sort"] if said["sort"] in SORTS else "backlog",
        )

    def query(self, **changed: str) -> str:
        """The address's query with some of it changed; what is usual is left out. Begins with "?"."""
        usual = asdict(Asked())
        values = asdict(replace(self, **changed))
        return "?" + urlencode({name: value for name, value in values.items() if value != usual[name]})

    @property
    def is_narrowed(self) -> bool:
        return any((self.priority, self.department, self.owner, self.q, self.show != "all"))


def asked_requests(user: User, asked: Asked) -> QuerySet[Request]:
    """Those the person sees and asks for, in order, with `today` in the zone of each."""
    return narrowed(user, asked).order_by(*SORTS[asked.sort])


def narrowed(user: User, asked: Asked) -> QuerySet[Request]:
    found = with_today(visible_requests(user))
    if asked.state != "all":
        found = found.filter(state__in=STANDING if asked.state == "standing" else [asked.state])
    return _about(found, user, asked)


def with_today(requests: QuerySet[Request]) -> QuerySet[Request]:
    """Annotate `today`: the launch's local date, or the company's."""
    zone = Coalesce(F("project__time_zone"), Value(timezone.get_default_timezone_name()))
    return requests.annotate(today=TodayInZone(timezone.now(), zone))  # type: ignore[arg-type]


def board_cards(user: User, asked: Asked) -> QuerySet[Request]:
    """The first of every state, in the order of the backlog; what is over, the latest first."""
    found = narrowed(user, replace(asked, state="all"))
    is_over = Q(state__in=(State.CHECKED, State.DECLINED))
    place = Window(RowNumber(), partition_by=F("state"), order_by=[*BACKLOG])
    latest = Window(RowNumber(), partition_by=F("state"), order_by=[F("created_at").desc(), F("pk").desc()])
    shown = found.annotate(place=place, latest=latest)
    return shown.filter((~is_over & Q(place__lte=CARDS)) | (is_over & Q(latest__lte=CARDS))).order_by("place")


def counts_by_state(user: User, asked: Asked) -> dict[str, int]:
    """How many there are of each state, among all that the rest of the address asks for."""
    found = narrowed(user, replace(asked, state="all"))
    return dict(found.order_by().values_list("state").annotate(count=Count("pk")))


def for_rows(requests: QuerySet[Request]) -> QuerySet[Request]:
    """With what a row or a card shows."""
    related = ("department", "owner", "owner_department", "project")
    return requests.select_related(*related).prefetch_related("votes")


def _about(found: QuerySet[Request], user: User, asked: Asked) -> QuerySet[Request]:
    if asked.priority:
        found = found.filter(priority=int(asked.priority))
    if asked.department:
        found = found.filter(Q(department=int(asked.department)) | Q(owner_department=int(asked.department)))
    if asked.owner:
        owners = {"me": Q(owner=user), "none": Q(owner__isnull=True)}
        found = found.filter(owners[asked.owner] if asked.owner in owners else Q(owner=int(asked.owner)))
    if asked.show == "mine":
        found = found.filter(Q(owner=user) | Q(created_by=user))
    elif asked.show == "late":
        found = found.filter(IS_LATE)
    for word in asked.q.split():
        found = found.filter(Q(title__icontains=word) | Q(said__icontains=word) | Q(reproduce__icontains=word))
    return found


def _id(text: str) -> str:
    return text if number(text) is not None else ""
