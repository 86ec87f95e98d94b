"""Which events are told to whom: pure rules from an event and the facts around it to notices.

A notice goes to a person once per event, never to whoever did it. People are user ids; `data` is JSON for the wording:
names, titles in both languages, dates as ISO text. Source: product.md, section 8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from .ladder import Urgency

Data = dict[str, Any]


class EventLike(Protocol):
    """What is read of a ledger event."""

    pk: Any
    actor_id: Any
    actor_name: Any
    verb: Any
    target: Any
    before: Any
    after: Any
    reason: Any


@dataclass(frozen=True, slots=True)
class ItemFacts:
    pk: int
    title: str
    title_en: str
    department_id: int
    owner_id: int | None
    approval: str


@dataclass(frozen=True, slots=True)
class LaunchFacts:
    """`involved` are the owners and leads of everything open, and the centre leads the launch is open to."""

    pk: int
    planner_id: int
    involved: frozenset[int] = frozenset()
    centre_leads: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules may ask about; everything is loaded before, in a constant number of queries."""

    launch: LaunchFacts
    items: Mapping[int, ItemFacts]
    leads: Mapping[int, frozenset[int]]
    told: Mapping[int, frozenset[int]] = field(default_factory=dict)
    comments: Mapping[int, str] = field(default_factory=dict)

    def answerable(self, item: ItemFacts) -> frozenset[int]:
        """The owner; without one the department's leads; without those the planner."""
        if item.owner_id is not None:
            return frozenset({item.owner_id})
        return self.leads.get(item.department_id) or frozenset({self.launch.planner_id})


@dataclass(frozen=True, slots=True)
class Notice:
    recipient_id: int
    topic: str
    urgency: Urgency
    project_id: int | None
    item_id: int | None
    event_id: int
    data: Data
    thing_kind: str = ""
    thing_id: int | None = None

    @property
    def dedupe_key(self) -> str:
        """What is told; who is told in the end is added at the insert."""
        about = f":{self.thing_kind}:{self.thing_id}" if self.thing_kind else ""
        return f"notice:{self.event_id}:{self.topic}{about}"


Told = Iterable[tuple[int | None, Data]]
Rule = Callable[[EventLike, Facts], Told]


def notices_of(event: EventLike, facts: Facts) -> Iterator[Notice]:
    """The notices that `event` owes. Events that nobody needs to hear of give none."""
    for topic, urgency, is_of_item, rule in RULES.get(event.verb, ()):
        item_id = item_id_of(event) if is_of_item else None
        for recipient_id, data in rule(event, facts):
            if recipient_id is not None and recipient_id != event.actor_id:
                # A launch's own reason is why it started late, which is not why somebody got a line.
                why = {"reason": event.reason} if event.reason and event.verb != "launch_started" else {}
                said = {"by": event.actor_name, **data, **why}
                yield Notice(recipient_id, topic, urgency, facts.launch.pk, item_id, event.pk, said)


def item_id_of(event: EventLike) -> int | None:
    kind, _, key = event.target.partition(":")
    return int(key) if kind == "item" else None


def items_named_in(event: EventLike) -> set[int]:
    """Every line an event speaks of, so that its facts can be loaded."""
    named = {item_id_of(event), event.after.get("by_item"), event.after.get("moved_by")}
    named |= {int(key) for key in event.after.get("owners", {})}
    named |= {change["item"] for change in (*_changes(event), *_lines(event))}
    return {key for key in named if key is not None}


def _title(item: ItemFacts) -> Data:
    return {"id": item.pk, "title": item.title, "title_en": item.title_en}


def _item(event: EventLike, facts: Facts) -> ItemFacts | None:
    return facts.items.get(item_id_of(event) or 0)


def _changes(event: EventLike) -> list[Data]:
    return list(event.after.get("changes", ()))


def _lines(event: EventLike) -> list[Data]:
    """Lines that came, changed or went with a new version of the template, or with other answers."""
    return list(event.after.get("lines", ()))


def _first_owners(event: EventLike, facts: Facts) -> Told:
    """One notice per person, with all their lines of the new launch."""
    lines: dict[int, list[Data]] = {}
    for key, owner_id in event.after.get("owners", {}).items():
        if owner_id is not None and (item := facts.items.get(int(key))):
            lines.setdefault(owner_id, []).append(_title(item))
    return [(owner_id, {"items": items}) for owner_id, items in lines.items()]


def _new_owner(event: EventLike, _facts: Facts) -> Told:
    return [(event.after.get("owner"), {})]


def _answerable(event: EventLike, facts: Facts) -> Told:
    item = _item(event, facts)
    return [(person, {}) for person in facts.answerable(item)] if item else []


def _approvers(event: EventLike, facts: Facts) -> Told:
    item = _item(event, facts)
    if item is None:
        return []
    leads = facts.leads.get(item.department_id) if item.approval == "department" else None
    return [(person, {}) for person in leads or {facts.launch.planner_id}]


def _blocking(event: EventLike, facts: Facts) -> Told:
    """Whoever holds the item up: the person named, or those who answer for the line named."""
    blocker = facts.items.get(event.after.get("by_item") or 0)
    people = {event.after.get("by_user")} | (facts.answerable(blocker) if blocker else frozenset())
    return [(person, {"blocking": _title(blocker)} if blocker else {}) for person in people]


def _new_date(event: EventLike, facts: Facts) -> Told:
    dates = {"before": event.before.get("due_on"), "after": event.after.get("due_on")}
    cause = facts.items.get(event.after.get("moved_by") or 0)
    data = dates | ({"moved_by": _title(cause) | {"department": cause.department_id}} if cause else {})
    item = _item(event, facts)
    return [(person, data) for person in facts.answerable(item)] if item else []


def _mentioned(event: EventLike, facts: Facts) -> Told:
    said = facts.comments.get(event.after.get("comment") or 0, "")
    return [(person, {"comment": said[:200]}) for person in event.after.get("mentioned", ())]


def _moved_launch(event: EventLike, facts: Facts) -> Told:
    """One correction per person: their own changed lines and those they were told of, with both dates."""
    lines: dict[int, list[Data]] = {person: [] for person in facts.launch.centre_leads | {facts.launch.planner_id}}
    for change in _changes(event):
        if item := facts.items.get(change["item"]):
            for person in facts.answerable(item) | facts.told.get(item.pk, frozenset()):
                dates = {"before": change["before"], "after": change["after"]}
                lines.setdefault(person, []).append(_title(item) | dates)
    dates = {"before": event.before.get("launch_on"), "after": event.after.get("launch_on")}
    return [(person, dates | {"items": items}) for person, items in lines.items()]


def _checklist(event: EventLike, facts: Facts) -> Told:
    """One notice per person, with all their lines, whatever became of each; who gave a line away hears of it, too."""
    told: dict[int, dict[int, Data]] = {}
    if not event.after.get("tell"):
        return []
    said: dict[int, Data] = {line["item"]: {"what": line["what"]} for line in _lines(event)}
    for change in _changes(event):
        said.setdefault(change["item"], {}).update(before=change["before"], after=change["after"])
    former = {line["item"]: line["before"].get("owner") for line in _lines(event)}
    for item_id, data in said.items():
        if item := facts.items.get(item_id):
            for person in facts.answerable(item) | ({former[item_id]} if former.get(item_id) else set()):
                told.setdefault(person, {})[item_id] = _title(item) | data
    number = {"number": event.after["number"]} if "number" in event.after else {}
    return [(person, number | {"items": list(lines.values())}) for person, lines in told.items()]


def _involved(event: EventLike, facts: Facts) -> Told:
    data = {"verdict": event.after["verdict"]} if "verdict" in event.after else {}
    people = facts.launch.involved | facts.launch.centre_leads | {facts.launch.planner_id}
    return [(person, data) for person in people]


NOW, LATER = Urgency.AT_ONCE, Urgency.DIGEST
# verb → (topic, urgency, whether it is about one line, who hears what)
RULES: dict[str, tuple[tuple[str, Urgency, bool, Rule], ...]] = {
    "launch_started": (("assigned", NOW, False, _first_owners),),
    "launch_moved": (("moved", NOW, False, _moved_launch),),
    "launch_cancelled": (("launch_cancelled", NOW, False, _involved),),
    "decided": (("decided", NOW, False, _involved),),
    "template_synced": (("checklist_changed", NOW, False, _checklist),),
    "answers_changed": (("checklist_changed", NOW, False, _checklist),),
    "item_assigned": (("assigned", NOW, True, _new_owner),),
    "item_added": (("assigned", NOW, True, _new_owner),),
    "item_handed_in": (("approval_wanted", NOW, True, _approvers),),
    "item_sent_back": (("sent_back", NOW, True, _answerable),),
    "item_approved": (("approved", LATER, True, _answerable),),
    "item_reopened": (("reopened", NOW, True, _answerable),),
    "item_returned": (("reopened", NOW, True, _answerable),),
    "item_blocked": (("blocked_on_you", NOW, True, _blocking),),
    "item_unblocked": (("unblocked", LATER, True, _answerable),),
    "due_set": (("due_changed", LATER, True, _new_date),),
    "due_cleared": (("due_changed", LATER, True, _new_date),),
    "due_moved": (("due_changed", LATER, True, _new_date),),
    "commented": (("mentioned", NOW, True, _mentioned),),
}
# What a launch's shared channels hear of, too.
CHANNEL_TOPICS = {"launch_moved": "moved", "launch_cancelled": "launch_cancelled", "decided": "decided"}
WANTS_INVOLVED = frozenset({"launch_cancelled", "decided"})
