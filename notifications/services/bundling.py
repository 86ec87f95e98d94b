"""From notifications to messages: one digest per person and working day, one message per person and sweep for the rest.

Reminders wait for the hour the person chose, on a working day of their department; what is due at once later that day
goes by itself, the rest waits for the next digest. Notices that are due at once never wait. An alert is a message of
its own: per launch, not before the person's hour, on closed days too, since launches do not wait for Monday.
"""

from __future__ import annotations

import zoneinfo
from datetime import datetime, timedelta

from django.db import connection

from accounts.models import User
from accounts.workdays import calendars

from ..models import Channel
from .reminders import usable

_WAITING = """
WITH workday (department_id, day) AS (
    SELECT * FROM unnest(%(departments)s::bigint[], %(days)s::date[])
), pending AS (
    SELECT n.id, n.recipient_id, n.kind, n.urgency, timezone(u.time_zone, %(now)s) AS local_time, u.digest_hour,
           coalesce(u.department_id, 0) AS department_id
    FROM notifications_notification n JOIN accounts_user u ON u.id = n.recipient_id AND u.is_active
    WHERE n.bundled_at IS NULL AND n.state = 'open'
      -- before a person's hour only this can go, so the rest of what waits is not sorted on every sweep
      AND (extract(hour FROM timezone(u.time_zone, %(now)s)) >= u.digest_hour
           OR n.kind = 'notice' AND n.urgency = 'at_once')
), person AS (
    SELECT recipient_id, local_time::date AS day, extract(hour FROM local_time) >= digest_hour AS is_hour,
           EXISTS (SELECT FROM workday w WHERE w.department_id = pending.department_id AND w.day = local_time::date)
               AS is_workday,
           EXISTS (SELECT FROM notifications_message m
                   WHERE m.recipient_id = pending.recipient_id AND m.channel = %(channel)s AND m.kind = 'digest'
                     AND m.window = local_time::date::text) AS has_digest,
           bool_or(kind = 'reminder' OR (kind = 'notice' AND urgency = 'digest')) AS owes_digest
    FROM pending GROUP BY recipient_id, local_time, digest_hour, department_id
), sorted AS (
    SELECT id, recipient_id, kind_of AS kind,
           CASE kind_of WHEN 'alert' THEN id::text WHEN 'digest' THEN day::text
               ELSE min(id) OVER (PARTITION BY recipient_id, kind_of)::text END AS window
    FROM (
        SELECT pending.id, pending.recipient_id, day,
               CASE WHEN kind = 'alert' THEN CASE WHEN is_hour THEN 'alert' END
                    WHEN owes_digest AND is_hour AND is_workday AND NOT has_digest THEN 'digest'
                    WHEN urgency = 'at_once' AND (kind = 'notice' OR (is_hour AND is_workday)) THEN 'at_once'
               END AS kind_of
        FROM pending JOIN person USING (recipient_id)
    ) AS judged WHERE kind_of IS NOT NULL
)
"""

# The window is the day of a digest, and otherwise the first notification in the message: it is never bundled twice.
_BUNDLE = f"""{_WAITING}, made AS (
    INSERT INTO notifications_message
        (recipient_id, channel, kind, "window", uuid, state, due_at, attempts, may_repeat, subject, answer)
    SELECT recipient_id, %(channel)s, kind, groups.window, gen_random_uuid(), 'due', %(now)s::timestamptz,
           0, false, '', ''
    FROM (SELECT DISTINCT recipient_id, kind, sorted.window FROM sorted) AS groups
    ON CONFLICT DO NOTHING
    RETURNING id, recipient_id, kind, "window"
), lined AS (
    INSERT INTO notifications_messageline (message_id, notification_id, channel)
    SELECT made.id, sorted.id, %(channel)s
    FROM sorted JOIN made ON made.recipient_id = sorted.recipient_id AND made.kind = sorted.kind
        AND made.window = sorted.window
    ON CONFLICT DO NOTHING
    RETURNING notification_id
), marked AS (
    UPDATE notifications_notification n SET bundled_at = %(now)s FROM lined WHERE n.id = lined.notification_id
)
SELECT count(*) FROM made
"""  # noqa: S608

# After an outage several unsent messages may wait for one person: the digest, or the newest, takes over their lines.
# One that may have arrived keeps its own content, because a mail program shows a repeated Message-ID only once.
_MERGE = """
WITH unsent AS (
    SELECT id, recipient_id, kind FROM notifications_message
    WHERE state = 'due' AND channel = %(channel)s AND kind IN ('digest', 'at_once') AND NOT may_repeat
    FOR UPDATE SKIP LOCKED
), keeper AS (
    SELECT DISTINCT ON (recipient_id) recipient_id, id FROM unsent ORDER BY recipient_id, kind = 'digest' DESC, id DESC
), merged AS (
    SELECT unsent.id, keeper.id AS into_id FROM unsent JOIN keeper USING (recipient_id) WHERE unsent.id <> keeper.id
), moved AS (
    UPDATE notifications_messageline l SET message_id = merged.into_id FROM merged WHERE l.message_id = merged.id
)
UPDATE notifications_message m SET state = 'superseded' FROM merged WHERE m.id = merged.id
"""


def bundle(now: datetime, channel: Channel = Channel.EMAIL) -> int:
    """Make the messages that are due at `now`; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_BUNDLE, {"now": now, "channel": channel.value, **_workdays(now)})
        made: int = cursor.fetchone()[0]
        cursor.execute(_MERGE, {"channel": channel.value})
    return made


def _workdays(now: datetime) -> dict[str, list[object]]:
    """Which of the local dates that people may have now are working days, by department; 0 stands for the company."""
    zones = User.objects.order_by().values_list("time_zone", flat=True).distinct()
    dates = {now.astimezone(zoneinfo.ZoneInfo(zone)).date() for zone in zones}
    known = calendars()
    days = [(key or 0, day) for key in known for day in dates if usable(key, known, day).is_open(day)]
    return {"departments": [key for key, _ in days], "days": [day for _, day in days]}


def expire(now: datetime, age: timedelta, channel: Channel = Channel.EMAIL) -> list[int]:
    """Give up messages tried for longer than `age`; returns their ids. One that was never tried still goes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_message SET state = 'expired' "
            "WHERE state = 'due' AND channel = %s AND due_at < %s AND next_try_at IS NOT NULL RETURNING id",
            [channel.value, now - age],
        )
        return [row[0] for row in cursor.fetchall()]
