"""From notifications to messages: one digest per person and working day, one message per person and sweep for the rest.

Reminders wait for the hour the person chose, on a working day of their department; what is due at once later that day
goes by itself, the rest waits for the next digest. Notices that are due at once wait for nothing but quiet hours. A
digest waits for those too, unless its hour was chosen to lie in them.
An alert is a message of its own: per launch, not before the person's hour, on closed days too, since launches do not
wait for Monday. Each goes to every address that takes its kind: the person's e-mail, their own channels, or the shared
channel it is for. What a person silenced stays in the inbox and makes no message.
"""

from __future__ import annotations

import zoneinfo
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from accounts.models import User
from accounts.workdays import calendars

from ..models import ASKS, QUIET_FROM, QUIET_UNTIL
from .ladders import usable

SHARED_HOUR = 9  # of the company's zone, when a shared channel gets its digest

# Must-haves, alerts and what asks something of the reader get through a muted launch.
_SILENCE = """
UPDATE notifications_notification n SET bundled_at = %(now)s
FROM notifications_notification s
LEFT JOIN projects_item i ON i.id = s.item_id
WHERE n.id = s.id AND s.bundled_at IS NULL AND s.state = 'open' AND (
    s.kind IN ('reminder', 'notice') AND s.topic <> ALL(%(asks)s) AND NOT coalesce(i.is_blocker, false)
        AND EXISTS (SELECT FROM notifications_mute m WHERE m.user_id = s.recipient_id AND m.project_id = s.project_id)
    OR s.kind = 'notice' AND s.topic <> ALL(%(asks)s)
        AND EXISTS (SELECT FROM notifications_preference f
                    WHERE f.user_id = s.recipient_id AND s.topic = ANY(f.silenced)))
"""

_WAITING = """
WITH workday (department_id, day) AS (
    SELECT * FROM unnest(%(departments)s::bigint[], %(days)s::date[])
), pending AS (
    SELECT n.id, n.recipient_id, n.destination_id, n.kind, n.urgency,
           coalesce(n.recipient_id, -n.destination_id) AS reader,
           timezone(coalesce(u.time_zone, %(zone)s), %(now)s) AS local_time,
           coalesce(u.digest_hour, %(shared_hour)s) AS digest_hour,
           coalesce(u.department_id, d.department_id, 0) AS department_id,
           coalesce(f.by_email, true) AS by_email,
           coalesce(f.quiet_from, %(quiet_from)s) AS quiet_from, coalesce(f.quiet_until, %(quiet_until)s) AS quiet_until
    FROM notifications_notification n
    LEFT JOIN accounts_user u ON u.id = n.recipient_id AND u.is_active
    LEFT JOIN notifications_preference f ON f.user_id = n.recipient_id
    LEFT JOIN notifications_destination d ON d.id = n.destination_id AND d.disabled_at IS NULL
    WHERE n.bundled_at IS NULL AND n.state = 'open' AND (u.id IS NOT NULL OR d.id IS NOT NULL)
      -- before a person's hour only this can go, so the rest of what waits is not sorted on every sweep
      AND (extract(hour FROM timezone(coalesce(u.time_zone, %(zone)s), %(now)s))
               >= coalesce(u.digest_hour, %(shared_hour)s)
           OR n.kind = 'report' OR n.kind = 'notice' AND n.urgency = 'at_once')
), timed AS (
    SELECT pending.*, local_time::date AS day, extract(hour FROM local_time) >= digest_hour AS is_hour,
           CASE WHEN quiet_from <= quiet_until THEN digest_hour >= quiet_from AND digest_hour < quiet_until
                ELSE digest_hour >= quiet_from OR digest_hour < quiet_until END AS is_chosen,
           CASE WHEN quiet_from <= quiet_until
                THEN extract(hour FROM local_time) >= quiet_from AND extract(hour FROM local_time) < quiet_until
                ELSE extract(hour FROM local_time) >= quiet_from OR extract(hour FROM local_time) < quiet_until
           END AS is_quiet
    FROM pending
), reader AS (
    SELECT reader, day,
           EXISTS (SELECT FROM workday w WHERE w.department_id = timed.department_id AND w.day = timed.day)
               AS is_workday,
           EXISTS (SELECT FROM notifications_message m
                   WHERE m.kind = 'digest' AND m.window = timed.day::text
                     AND (m.recipient_id = timed.reader OR m.recipient_id IS NULL AND m.destination_id = -timed.reader))
               AS has_digest,
           bool_or(kind = 'reminder' OR (kind = 'notice' AND urgency = 'digest')) AS owes_digest
    FROM timed GROUP BY reader, day, department_id
), sorted AS (
    SELECT id, recipient_id, destination_id, by_email, kind_of AS kind,
           CASE origin WHEN 'reminder' THEN 'reminders' WHEN 'notice' THEN 'notices' WHEN 'alert' THEN 'alerts'
               ELSE 'reports' END AS carried_as,
           CASE WHEN kind_of = 'digest' THEN day::text WHEN kind_of = 'at_once'
               THEN min(id) OVER (PARTITION BY reader, kind_of)::text ELSE id::text END AS window
    FROM (
        SELECT timed.id, recipient_id, destination_id, by_email, timed.reader, timed.day, kind AS origin,
               CASE WHEN kind = 'report' THEN 'report'
                    WHEN kind = 'alert' THEN CASE WHEN is_hour AND NOT is_quiet THEN 'alert' END
                    WHEN owes_digest AND is_hour AND is_workday AND NOT has_digest AND (NOT is_quiet OR is_chosen)
                        THEN 'digest'
                    WHEN urgency = 'at_once' AND NOT is_quiet AND (kind = 'notice' OR (is_hour AND is_workday))
                        THEN 'at_once'
               END AS kind_of
        FROM timed JOIN reader USING (reader)
    ) AS judged WHERE kind_of IS NOT NULL
), routed AS (
    SELECT sorted.*, NULL::bigint AS route, 'email' AS channel FROM sorted WHERE recipient_id IS NOT NULL AND by_email
    UNION ALL
    SELECT sorted.*, d.id, d.channel FROM sorted
    JOIN notifications_destination d ON (d.user_id = sorted.recipient_id OR d.id = sorted.destination_id)
        AND d.disabled_at IS NULL AND sorted.carried_as = ANY(d.carries)
)
"""

# The window is the day of a digest, and otherwise the first notification in the message: it is never bundled twice.
_BUNDLE = f"""{_WAITING}, made AS (
    INSERT INTO notifications_message
        (recipient_id, destination_id, channel, kind, "window", uuid, state, due_at, attempts, may_repeat, subject,
         answer)
    SELECT recipient_id, route, channel, kind, groups.window, gen_random_uuid(), 'due', %(now)s::timestamptz,
           0, false, '', ''
    FROM (SELECT DISTINCT recipient_id, route, channel, kind, routed.window FROM routed) AS groups
    ON CONFLICT DO NOTHING
    RETURNING id, recipient_id, destination_id, kind, "window"
), lined AS (
    INSERT INTO notifications_messageline (message_id, notification_id, destination_id)
    SELECT made.id, routed.id, routed.route
    FROM routed JOIN made ON coalesce(made.recipient_id, 0) = coalesce(routed.recipient_id, 0)
        AND coalesce(made.destination_id, 0) = coalesce(routed.route, 0)
        AND made.kind = routed.kind AND made.window = routed.window
    ON CONFLICT DO NOTHING
    RETURNING notification_id
), marked AS (  -- who has no address left reads it in the inbox
    UPDATE notifications_notification n SET bundled_at = %(now)s
    FROM (SELECT notification_id FROM lined UNION (SELECT id FROM sorted EXCEPT SELECT id FROM routed)) AS done
    WHERE n.id = done.notification_id
)
SELECT count(*) FROM made
"""  # noqa: S608

# After an outage several unsent messages may wait for one address: the digest, or the newest, takes over their lines.
# One that may have arrived keeps its own content, because a mail program shows a repeated Message-ID only once.
_MERGE = """
WITH unsent AS (
    SELECT id, coalesce(recipient_id, 0) AS person, coalesce(destination_id, 0) AS address, kind
    FROM notifications_message
    WHERE state = 'due' AND kind IN ('digest', 'at_once') AND NOT may_repeat AND fallback_of_id IS NULL
    FOR UPDATE SKIP LOCKED
), keeper AS (
    SELECT DISTINCT ON (person, address) person, address, id
    FROM unsent ORDER BY person, address, kind = 'digest' DESC, id DESC
), merged AS (
    SELECT unsent.id, keeper.id AS into_id FROM unsent JOIN keeper USING (person, address) WHERE unsent.id <> keeper.id
), moved AS (
    UPDATE notifications_messageline l SET message_id = merged.into_id FROM merged WHERE l.message_id = merged.id
)
UPDATE notifications_message m SET state = 'superseded' FROM merged WHERE m.id = merged.id
"""


def bundle(now: datetime) -> int:
    """Make the messages that are due at `now`; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_SILENCE, {"now": now, "asks": list(ASKS)})
        cursor.execute(_BUNDLE, _parameters(now))
        made: int = cursor.fetchone()[0]
        cursor.execute(_MERGE)
    return made


def _parameters(now: datetime) -> dict[str, Any]:
    """The working days are those of the local dates that people may have now, by department; 0 is the company."""
    zones = {*User.objects.order_by().values_list("time_zone", flat=True).distinct(), settings.TIME_ZONE}
    dates = {now.astimezone(zoneinfo.ZoneInfo(zone)).date() for zone in zones}
    known = calendars()
    days = [(key or 0, day) for key in known for day in dates if usable(key, known, day).is_open(day)]
    return {
        "now": now,
        "zone": settings.TIME_ZONE,
        "shared_hour": SHARED_HOUR,
        "quiet_from": QUIET_FROM,
        "quiet_until": QUIET_UNTIL,
        "departments": [key for key, _ in days],
        "days": [day for _, day in days],
    }
