"""Things of `records` in SQL: what stands of the one that a notification `n` is about, whoever looks.

`t` has its kind, launch, the department whose partners may know of it, who is asked now (nobody by name when a whole
department is), and whether it still waits for an answer. It has no row when `n` is about none of these.
"""

from __future__ import annotations

THING = """
LEFT JOIN LATERAL (
    SELECT n.thing_kind AS kind, found.* FROM (
        SELECT h.project_id, r.department_id, coalesce(r.person_id, r.answerable_id) AS owner_id,
               r.state IN ('sent', 'opened') AND h.withdrawn_at IS NULL AS is_waiting
        FROM records_receipt r
        JOIN records_handoverversion v ON v.id = r.handed_id
        JOIN records_handover h ON h.id = v.handover_id
        WHERE n.thing_kind IN ('receipt', 'brief') AND r.id = n.thing_id
        UNION ALL
        SELECT q.project_id, q.department_id, CASE n.thing_kind WHEN 'request' THEN NULL ELSE q.owner_id END,
               CASE n.thing_kind WHEN 'request' THEN q.state = 'triaged' ELSE q.state IN ('agreed', 'doing') END
        FROM records_request q WHERE n.thing_kind IN ('request', 'promise', 'check') AND q.id = n.thing_id
        UNION ALL
        SELECT s.project_id, s.centre_id, NULL, s.state = 'new' AND s.answer = ''
        FROM records_surprise s WHERE n.thing_kind = 'surprise' AND s.id = n.thing_id
        UNION ALL
        SELECT d.project_id, l.department_id, l.person_id, l.until IS NULL AND l.answer = 'waiting'
        FROM records_position l JOIN records_record d ON d.id = l.record_id
        WHERE n.thing_kind = 'position' AND l.id = n.thing_id
        UNION ALL
        SELECT d.project_id, NULL, l.owner_id, l.until IS NULL AND l.settled_at IS NULL
        FROM records_resolution l JOIN records_record d ON d.id = l.record_id
        WHERE n.thing_kind = 'resolution' AND l.id = n.thing_id
        UNION ALL
        SELECT d.project_id, NULL, l.owner_id, l.until IS NULL AND l.answered_at IS NULL
        FROM records_openquestion l JOIN records_record d ON d.id = l.record_id
        WHERE n.thing_kind = 'question' AND l.id = n.thing_id
    ) found OFFSET 0
) t ON true
"""

# The same thing while it is owed by a day; gone once it is answered. Only of reminders, whose day it must be.
STILL_OWED = """
LEFT JOIN LATERAL (
    SELECT o.due_on, o.person_id, o.department_id FROM records_owed o
    WHERE n.kind = 'reminder' AND o.kind = n.thing_kind AND o.thing_id = n.thing_id
    OFFSET 0
) o ON true
"""

# A handover that came back waits for its next version.
CAME_BACK_IS_OVER = """EXISTS (
    SELECT FROM records_receipt r
    JOIN records_handoverversion v ON v.id = r.handed_id
    JOIN records_handover h ON h.id = v.handover_id
    WHERE r.id = n.thing_id AND (h.withdrawn_at IS NOT NULL OR EXISTS (
        SELECT FROM records_handoverversion later WHERE later.handover_id = h.id AND later.number > v.number)))"""

HAS_VOTED = """EXISTS (
    SELECT FROM records_requestvote vote WHERE vote.request_id = n.thing_id AND vote.department_id = u.department_id)"""
