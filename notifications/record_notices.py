"""What happens to things of `records`, and who hears of it: pure rules beside those about lines and launches.

The one table of the verbs that are told. A person hears of each thing by itself, so that its answer closes what was
told of it. `Thing` is what stands when the event is read, a sweep later at most. Source: product.md, section 9.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .ladder import Urgency
from .notices import Data, EventLike, Notice

# The things that events are about: their targets read "handover:5".
TARGETS = ("handover", "record", "request", "surprise")


@dataclass(frozen=True, slots=True)
class Thing:
    """`kind` as `records.Owed` says it, also "position" and "request"; `page` is the id that its page goes by.

    `owner_id` answers for it, else the leads of the department do. `filed_by_id` sent, wrote, asked for or reported it.
    `since` is the revision of its record that brought a line.
    """

    kind: str
    pk: int
    page: int
    title: str
    project_id: int | None
    department_id: int | None
    owner_id: int | None
    filed_by_id: int
    since: int = 0
    is_waiting: bool = True


@dataclass(frozen=True, slots=True)
class ThingFacts:
    """`of` are the things that an event may be about, by its target; everything is loaded before."""

    of: Mapping[str, tuple[Thing, ...]] = field(default_factory=dict)
    leads: Mapping[int, frozenset[int]] = field(default_factory=dict)
    planners: frozenset[int] = frozenset()

    def answerable(self, thing: Thing) -> frozenset[int]:
        """The owner; without one the department's leads; without those the planners."""
        if thing.owner_id is not None:
            return frozenset({thing.owner_id})
        return self.leads.get(thing.department_id or 0) or self.planners

    def all_leads(self) -> frozenset[int]:
        return frozenset().union(*self.leads.values())


Told = Iterable[tuple[int, Thing, Data]]
Rule = Callable[[EventLike, ThingFacts], Told]


def thing_notices_of(event: EventLike, facts: ThingFacts) -> Iterator[Notice]:
    """The notices that `event` owes; none to whoever did it."""
    for topic, urgency, rule in THING_RULES.get(event.verb, ()):
        for recipient_id, thing, data in rule(event, facts):
            if recipient_id != event.actor_id:
                why = {"reason": event.reason} if event.reason else {}
                said = {"by": event.actor_name, "title": thing.title, "page": thing.page, **data, **why}
                yield Notice(recipient_id, topic, urgency, thing.project_id, None, event.pk, said, thing.kind, thing.pk)


def receipts_named_in(event: EventLike) -> set[int]:
    """The receipts that an event about a handover speaks of."""
    listed = event.after.get("receivers", ())
    return {receiver["receipt"] for receiver in listed} | (
        {event.after["receipt"]} if "receipt" in event.after else set()
    )


def _receivers(kind: str) -> Rule:
    """Whoever has to answer a receipt of this kind that the event names, as long as it waits."""

    def rule(event: EventLike, facts: ThingFacts) -> Told:
        named = receipts_named_in(event)
        for thing in facts.of.get(event.target, ()):
            if thing.kind == kind and thing.pk in named and thing.is_waiting:
                data = {"version": event.after.get("version"), "note": str(event.after.get("note", ""))[:200]}
                yield from ((person, thing, data) for person in facts.answerable(thing))

    return rule


def _sender(event: EventLike, facts: ThingFacts) -> Told:
    named = receipts_named_in(event)
    words = {"words": event.after.get("words", "")[:200], "version": event.after.get("version")}
    return [(thing.filed_by_id, thing, words) for thing in facts.of.get(event.target, ()) if thing.pk in named]


def _sender_of_remarks(event: EventLike, facts: ThingFacts) -> Told:
    return _sender(event, facts) if event.after.get("state") == "remarks" else []


def _new_lines(kind: str) -> Rule:
    """Whoever a line of this kind, new in this revision, is about. One that names nobody is nobody's."""

    def rule(event: EventLike, facts: ThingFacts) -> Told:
        for thing in facts.of.get(event.target, ()):
            is_new = thing.kind == kind and thing.is_waiting and thing.since == event.after.get("revision")
            if is_new and (thing.owner_id or thing.department_id):
                yield from ((person, thing, {}) for person in facts.answerable(thing))

    return rule


def _writer(event: EventLike, facts: ThingFacts) -> Told:
    held = event.after.get("position")
    words = {"words": event.after.get("words", "")[:200]}
    found = (thing for thing in facts.of.get(event.target, ()) if (thing.kind, thing.pk) == ("position", held))
    return [(thing.filed_by_id, thing, words) for thing in found]


def _only(kind: str, event: EventLike, facts: ThingFacts) -> list[Thing]:
    return [thing for thing in facts.of.get(event.target, ()) if thing.kind == kind]


def _planners(event: EventLike, facts: ThingFacts) -> Told:
    return [(person, thing, {}) for thing in _only("request", event, facts) for person in facts.planners]


def _voters(event: EventLike, facts: ThingFacts) -> Told:
    """The leads of all departments; which of a partner's may know of it is decided at the insert."""
    return [(person, thing, {}) for thing in _only("request", event, facts) for person in facts.all_leads()]


def _filer(event: EventLike, facts: ThingFacts) -> Told:
    dates = {"before": event.before.get("promised_on"), "after": event.after.get("promised_on")}
    data = {name: day for name, day in dates.items() if day}
    return [(thing.filed_by_id, thing, data) for thing in _only("request", event, facts)]


def _promised(event: EventLike, facts: ThingFacts) -> Told:
    """Who is to keep a promise, when that is somebody new."""
    data = {"after": event.after.get("promised_on")}
    is_new = event.before.get("owner_id") != event.after.get("owner_id")
    return [(thing.owner_id, thing, data) for thing in _only("promise", event, facts) if is_new and thing.owner_id]


def _asked(event: EventLike, facts: ThingFacts) -> Told:
    """The department that is believed responsible, while it has not said its position."""
    for thing in _only("surprise", event, facts):
        if thing.is_waiting and thing.department_id:
            yield from ((person, thing, {}) for person in facts.answerable(thing))


def _asked_and_planners(event: EventLike, facts: ThingFacts) -> Told:
    told = {person: (person, thing, data) for person, thing, data in _asked(event, facts)}
    for thing in _only("surprise", event, facts):
        told |= {person: (person, thing, {}) for person in facts.planners}
    return told.values()


def _reporter(event: EventLike, facts: ThingFacts) -> Told:
    return [(thing.filed_by_id, thing, {}) for thing in _only("surprise", event, facts)]


NOW, LATER = Urgency.AT_ONCE, Urgency.DIGEST
_HANDED = (
    ("handover_received", NOW, _receivers("receipt")),
    ("brief_to_read", NOW, _receivers("brief")),
)
_LINES = (
    ("position_written", NOW, _new_lines("position")),
    ("resolution_assigned", NOW, _new_lines("resolution")),
    ("question_assigned", NOW, _new_lines("question")),
)
# verb → (topic, urgency, who hears what)
THING_RULES: dict[str, tuple[tuple[str, Urgency, Rule], ...]] = {
    "handover_sent": _HANDED,
    "brief_readers_changed": _HANDED,
    "receipt_passed_on": _HANDED,
    "receipt_sent_back": (("handover_returned", NOW, _sender),),
    "receipt_accepted": (("receipt_remarks", LATER, _sender_of_remarks),),
    "record_written": _LINES,
    "record_corrected": _LINES,
    "record_lines_added": _LINES,
    "position_disputed": (("position_disputed", NOW, _writer),),
    "request_filed": (("request_filed", LATER, _planners),),
    "request_triaged": (("vote_wanted", LATER, _voters),),
    "request_promised": (("request_promised", LATER, _filer), ("request_assigned", NOW, _promised)),
    "request_promise_moved": (("request_moved", LATER, _filer), ("request_assigned", NOW, _promised)),
    "request_delivered": (("request_delivered", LATER, _filer),),
    "request_checked": (("request_checked", LATER, _filer),),
    "request_declined": (("request_declined", LATER, _filer),),
    "surprise_reported": (("surprise_reported", NOW, _asked_and_planners),),
    "surprise_department_named": (("surprise_reported", NOW, _asked),),
    "surprise_reopened": (("surprise_reported", NOW, _asked),),
    "surprise_answered": (("surprise_answered", LATER, _reporter),),
    "surprise_settled": (("surprise_settled", LATER, _reporter),),
}


def channel_news_of(event: EventLike, facts: ThingFacts) -> tuple[str, str, Data] | None:
    """What the launch's own shared channels hear of it: the topic, the kind of page, and what is said."""
    after = event.after
    match event.verb:
        case "handover_sent":
            topic, kind = (
                ("brief_published", "brief") if after.get("kind") == "brief" else ("handover_sent", "handover")
            )
            return topic, kind, {"version": after.get("version"), "note": after.get("note", "")[:200]}
        case "surprise_reported":
            return "surprise_reported", "surprise", {}
        case "record_written" | "record_corrected" | "record_lines_added":
            new = [thing.title for thing in _only("resolution", event, facts) if thing.since == after.get("revision")]
            return ("record_decided", "record", {"decisions": new[:3], "count": len(new)}) if new else None
        case _:
            return None
