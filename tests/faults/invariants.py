"""The promises, each as a question to the database and the mail server: what breaks it now? Nothing, hopefully."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from django.db import connection

from ledger.models import Event
from ledger.verification import verify
from notifications.models import DeliveryAttempt, Message

from .life import Life

Promise = Callable[[Life], Any]

_TWICE = """
SELECT recipient_id, kind, topic, project_id, item_id, event_id, due_on, timezone('Asia/Seoul', created_at)::date,
       count(*)
FROM notifications_notification WHERE kind = 'reminder' GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING count(*) > 1
UNION ALL
SELECT n.recipient_id, n.kind, n.topic, n.project_id, n.item_id, n.event_id, NULL, NULL, count(*)
FROM notifications_notification n WHERE kind = 'notice' AND event_id IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6 HAVING count(*) > 1
"""
_IN_TWO_MESSAGES = """
SELECT l.notification_id FROM notifications_messageline l JOIN notifications_message m ON m.id = l.message_id
WHERE m.state <> 'superseded' GROUP BY l.notification_id, m.channel HAVING count(*) > 1
"""
_DIGESTS = """
SELECT m.recipient_id, m.channel, timezone(u.time_zone, m.due_at)::date FROM notifications_message m
JOIN accounts_user u ON u.id = m.recipient_id WHERE m.kind = 'digest'
GROUP BY 1, 2, 3 HAVING count(*) > 1
"""
_UNTRUE = """
SELECT n.id, n.topic, n.due_on, i.due_on, i.status FROM notifications_notification n
JOIN projects_item i ON i.id = n.item_id JOIN projects_project p ON p.id = i.project_id
WHERE n.kind = 'reminder' AND n.state = 'open' AND (
    i.status IN ('done', 'waived', 'dropped') OR n.due_on <> i.due_on
    OR p.cancelled_at IS NOT NULL OR p.finished_at IS NOT NULL
    OR n.audience = 'owner' AND i.owner_id IS DISTINCT FROM n.recipient_id)
"""
_SENT_UNTRUE = """
SELECT m.id, n.id, n.topic FROM notifications_message m JOIN notifications_messageline l ON l.message_id = m.id
JOIN notifications_notification n ON n.id = l.notification_id JOIN projects_item i ON i.id = n.item_id
WHERE m.id = ANY(%s) AND n.kind = 'reminder' AND l.dropped_reason = '' AND (
    i.status IN ('done', 'waived', 'dropped') OR n.due_on <> i.due_on)
"""
_WITHOUT_REASON = """
SELECT m.id, m.state FROM notifications_message m
LEFT JOIN notifications_deliveryattempt a ON a.message_id = m.id AND a.number = m.attempts
WHERE m.state = 'accepted' AND (m.accepted_at IS NULL OR a.outcome IS DISTINCT FROM 'accepted')
   OR m.state = 'cancelled' AND EXISTS (
       SELECT FROM notifications_messageline l WHERE l.message_id = m.id AND l.dropped_reason = '')
   OR m.state = 'superseded' AND EXISTS (SELECT FROM notifications_messageline l WHERE l.message_id = m.id)
   OR m.state IN ('failed', 'expired') AND m.answer = '' AND a.outcome IS DISTINCT FROM 'unknown'
"""


def nobody_is_told_the_same_twice(_life: Life) -> list[Any]:
    return _rows(_TWICE) + _rows(_IN_TWO_MESSAGES)


def one_digest_per_person_channel_and_day(_life: Life) -> list[Any]:
    return _rows(_DIGESTS)


def after_a_sweep_no_reminder_is_open_that_is_not_true(life: Life) -> list[Any]:
    return _rows(_UNTRUE) if life.is_swept else []


def every_end_has_its_reason(_life: Life) -> list[Any]:
    return _rows(_WITHOUT_REASON)


def no_copy_without_an_attempt(life: Life) -> list[str]:
    tries = Counter(attempt.message.reference for attempt in DeliveryAttempt.objects.select_related("message"))
    copies = Counter(mail["X-Launch-Ready-Reference"] for mail in life.sink.mails)
    return [reference for reference, n in copies.items() if n > tries[reference]]


def extra_copies_follow_a_kill_and_say_so(life: Life) -> list[str]:
    marks = defaultdict(list)
    for mail in life.sink.mails:
        marks[mail["X-Launch-Ready-Reference"]].append(mail["X-Launch-Ready-May-Repeat"])
    life.counts["extra"] = sum(len(seen) - 1 for seen in marks.values())
    return [
        reference
        for reference, seen in marks.items()
        if len(seen) - 1 > life.killed[reference] or set(seen[1:]) - {"yes"}
    ]


def nothing_untrue_is_sent(life: Life) -> list[Any]:
    """Of the mails that came since the last look: their reminders still held, and still do before the next deed."""
    new = {mail["X-Launch-Ready-Reference"] for mail in life.sink.mails[life.checked :]}
    life.checked = len(life.sink.mails)
    sent = [message.pk for message in Message.objects.all() if message.reference in new] if new else []
    return _rows(_SENT_UNTRUE, sent) if sent else []


def every_change_has_its_event(life: Life) -> dict[str, int]:
    """And no event is without its change: 3 launches were started before the first deed."""
    expected = life.events + Counter(launch_started=3)
    found = Counter(Event.objects.filter(verb__in=[*expected, "item_done"]).values_list("verb", flat=True))
    return dict((found - expected) + (expected - found))


def the_ledger_holds(_life: Life) -> list[Any]:
    return verify().faults


ALL: tuple[Promise, ...] = (
    nobody_is_told_the_same_twice,
    one_digest_per_person_channel_and_day,
    after_a_sweep_no_reminder_is_open_that_is_not_true,
    every_end_has_its_reason,
    no_copy_without_an_attempt,
    extra_copies_follow_a_kill_and_say_so,
    nothing_untrue_is_sent,
    every_change_has_its_event,
    the_ledger_holds,
)


def _rows(sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
