"""How anything is filed and changed here: which stream its events go to, the lock, and the event itself.

A thing of a launch writes to the launch's stream, all else to the company's. A write locks the thing's row first, then
the stream; what is done to a launch on the way comes in between (thing → launch → stream).
"""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Invalid
from accounts.models import User
from ledger.models import Event, Stream
from ledger.services import Entry, append, company_stream
from projects.access import visible_projects
from projects.models import Project
from projects.services.locking import check_version

from ..models.filing import Filed

Thing = TypeVar("Thing", bound=Filed)


def launch_of(project_id: int | None, *, by: User) -> Project | None:
    """The launch something is filed to, ended ones too: what is said later belongs to it as well.

    Invalid when `by` does not see one of this id.
    """
    if project_id is None:
        return None
    project = visible_projects(by).select_related("stream").filter(pk=project_id).first()
    if project is None:
        raise Invalid("unknown_launch", _("Choose a launch that you can see."), field="project_id")
    return project


def today_for(project: Project | None) -> date:
    """The local date of the launch, or the company's for what belongs to no launch."""
    return project.today_at(timezone.now()) if project else timezone.localdate()


def stream_for(project: Project | None) -> Stream:
    return project.stream if project else company_stream()


def lock(things: QuerySet[Thing], pk: int, *, version: int | None = None) -> Thing:
    """The row, locked until commit. Raises DoesNotExist where `things` does not hold it, Stale when it changed."""
    # The rows that may be seen are found by joins, which cannot be locked: the lock is taken on the row alone.
    thing = (
        things.model._default_manager.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=things.filter(pk=pk).values("pk"))
        .get()
    )
    check_version(thing, version, {"version": thing.version})
    return thing


def lock_stream(stream_id: int) -> None:
    """Take the lock of a stream ahead of its event, where what comes in between locks a template or a launch.

    A launch is locked together with its stream, and a decision that proposes locks the template after that: whoever
    takes them in another order could wait for each other.
    """
    Stream.objects.select_for_update(no_key=True).get(pk=stream_id)


def record_events(thing: Filed, entries: list[Entry], *, by: User) -> list[Event]:
    """Write the events of a thing to the end of its stream."""
    return append(thing.stream_id, entries, by=by)


def save(thing: Thing, fields: list[str], entries: list[Entry], *, by: User) -> Thing:
    """Write the named fields with the next version, and the events, in the caller's transaction."""
    thing.version += 1
    thing.save(update_fields=[*fields, "version"])
    record_events(thing, entries, by=by)
    return thing


def about(thing: Model, verb: str, *, name: str = "", **more: object) -> Entry:
    """An event about a thing: its target is "record:5", its name the thing's own unless `name` says otherwise."""
    target = f"{thing._meta.model_name}:{thing.pk}"
    return Entry(verb, target=target, target_name=name or str(thing), **more)  # type: ignore[arg-type]
