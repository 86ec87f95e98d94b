"""The statement of a ladder: who is owed what on which day, for anything that somebody has to do by a date.

It is written once. A `Source` says what is near (lines of launches, or things of `records`) and who may hear of it; the
steps, the audiences, who stands in for whom, and that nothing is told twice are the same for all.
"""

from __future__ import annotations

from dataclasses import dataclass

# The launches of a source are read once, with the policy each follows. MATERIALIZED, because the planner knows nothing
# of arrays and would read them once per step: the cost follows what is due, not what exists.
_LADDER = """
WITH ladder (zone, policy_id, department_id, is_blocker, day, step, urgency, occurrence, due_from, due_to,
             to_owner, to_lead, to_planner, to_centres, to_channel) AS (
    SELECT * FROM unnest(
        %(zone)s::text[], %(policy)s::bigint[], %(department)s::bigint[], %(is_blocker)s::bool[], %(day)s::date[],
        %(step)s::text[], %(urgency)s::text[], %(occurrence)s::date[], %(due_from)s::date[], %(due_to)s::date[],
        %(to_owner)s::bool[], %(to_lead)s::bool[], %(to_planner)s::bool[], %(to_centres)s::bool[],
        %(to_channel)s::bool[])
), reach AS (
    SELECT department_id, is_blocker, max(due_to) AS until FROM ladder GROUP BY department_id, is_blocker
), away (day, person_id, instead_id) AS (
    SELECT * FROM unnest(%(away_day)s::date[], %(away)s::bigint[], %(instead)s::bigint[])
), leads AS (
    SELECT id, department_id FROM accounts_user WHERE is_active AND role = ANY(%(lead_roles)s)
), planners AS (
    SELECT id FROM accounts_user WHERE is_active AND role = 'planner'
), launch AS MATERIALIZED (
    SELECT p.id, p.time_zone, p.is_confidential, p.planner_id,
           CASE WHEN %(only_project)s::bigint IS NULL THEN coalesce(own.id, general.id, 0) ELSE 0 END AS policy_id
    FROM projects_project p
    JOIN checklists_templateversion v ON v.id = p.template_version_id
    LEFT JOIN notifications_reminderpolicy own ON own.project_id = p.id
    LEFT JOIN notifications_reminderpolicy general ON general.template_id = v.template_id
    WHERE """
_AUDIENCES = """
), due AS (
    SELECT near.*, ladder.day, ladder.step, ladder.urgency, ladder.to_owner, ladder.to_lead, ladder.to_planner,
           ladder.to_centres, ladder.to_channel, lead_department_id IN (SELECT department_id FROM leads) AS has_lead,
           what || ':' || ladder.step || coalesce('/' || ladder.occurrence, '')
               || coalesce('~' || rest.until, '') || ':' || due_on || ':' AS key
    FROM near
    JOIN ladder ON ladder.zone = near.time_zone AND ladder.policy_id = near.policy_id
        AND ladder.department_id = near.department_id AND ladder.is_blocker = near.is_blocker
        AND near.due_on BETWEEN ladder.due_from AND ladder.due_to
    CROSS JOIN LATERAL (
        SELECT max(until) AS until FROM notifications_ladderpause z WHERE z.item_id = near.item_id
            AND z.due_on = near.due_on
    ) rest
    WHERE rest.until IS NULL OR rest.until <= ladder.day
), planned AS (
    SELECT due.*, answers_id AS planned_id, answers_as AS audience FROM due
    WHERE to_owner AND answers_id IS NOT NULL
    UNION ALL
    SELECT due.*, leads.id, 'lead' FROM due JOIN leads ON leads.department_id = lead_department_id
    WHERE to_lead OR (to_owner AND answers_id IS NULL)
    UNION ALL
    SELECT due.*, planner_id, 'planner' FROM due
    WHERE to_planner OR (NOT has_lead AND (to_lead OR (to_owner AND answers_id IS NULL)))
    UNION ALL  -- a gap in what belongs to no launch
    SELECT due.*, planners.id, 'planner' FROM due JOIN planners ON planner_id IS NULL
    WHERE NOT has_lead AND (to_lead OR (to_owner AND answers_id IS NULL))
    UNION ALL
    SELECT due.*, leads.id, 'centre_leads' FROM due
    JOIN leads ON to_centres AND tells_centres
    JOIN accounts_department centre ON centre.id = leads.department_id AND centre.is_contact_centre
), owed AS (
    SELECT planned.*, coalesce(substitute.id, planned_id) AS recipient_id,
           CASE WHEN substitute.id IS NOT NULL THEN planned_id END AS instead_of_id
    FROM planned
    LEFT JOIN away ON away.person_id = planned_id AND away.day = planned.day
    LEFT JOIN LATERAL (  -- who may not see it cannot stand in for it
        SELECT u.id FROM accounts_user u """


def _rules_of(row: str) -> str:
    """What the rules of sight ask of a row, by the names they use. It was carried along, so nothing is read twice."""
    return f"""
        CROSS JOIN LATERAL (SELECT {row}.project_id AS id, {row}.is_confidential) p
        CROSS JOIN LATERAL (SELECT {row}.kind, {row}.department_id, {row}.owner_id) i
        CROSS JOIN LATERAL (SELECT i.*) t"""


@dataclass(frozen=True, slots=True)
class Source:
    """`launches` is the condition on a launch `p`. `near` is a SELECT of all that may be due, with these columns:

    what (its part of the key), item_id, kind, thing_id, data, due_on, department_id, is_blocker, owner_id, project_id,
    time_zone, is_confidential, planner_id, policy_id, answers_id and answers_as (who the owner's steps go to),
    lead_department_id, tells_centres.

    `sees` is whether person `u` may hear of it (launch `p`, line `i` or thing `t`), `channel_sees` whether channel `d`.
    """

    launches: str
    near: str
    sees: str
    channel_sees: str

    @property
    def due(self) -> str:
        return f"""{_LADDER}{self.launches}
), near AS MATERIALIZED ({self.near}{_AUDIENCES}{_rules_of("planned")}
        WHERE u.id = away.instead_id AND u.is_active AND {self.sees}
    ) substitute ON true
)"""

    @property
    def seen_by(self) -> str:
        return f"""
FROM owed
JOIN accounts_user u ON u.id = owed.recipient_id AND u.is_active {_rules_of("owed")}
WHERE {self.sees} AND NOT EXISTS (
    SELECT FROM notifications_notification known WHERE known.dedupe_key = owed.key || owed.recipient_id)"""

    @property
    def shared(self) -> str:
        """A shared channel hears of what its department owes, or of its launch's."""
        return f"""
FROM due
JOIN notifications_destination d ON d.disabled_at IS NULL AND %(reminders)s = ANY(d.carries)
    AND (d.department_id = due.department_id OR d.project_id = due.project_id) {_rules_of("due")}
WHERE to_channel AND {self.channel_sees} AND NOT EXISTS (
    SELECT FROM notifications_notification known WHERE known.dedupe_key = due.key || 'to' || d.id)"""

    @property
    def insert(self) -> str:
        return f"""{self.due}
INSERT INTO notifications_notification
    (recipient_id, instead_of_id, kind, urgency, topic, audience, project_id, item_id, thing_kind, thing_id, due_on,
     dedupe_key, data, created_at)
SELECT owed.recipient_id, instead_of_id, 'reminder', urgency, step, audience, owed.project_id, owed.item_id, owed.kind,
       owed.thing_id, owed.due_on, owed.key || owed.recipient_id, owed.data, %(now)s
{self.seen_by}
ON CONFLICT (dedupe_key) DO NOTHING"""

    @property
    def insert_shared(self) -> str:
        return f"""{self.due}
INSERT INTO notifications_notification
    (destination_id, kind, urgency, topic, audience, project_id, item_id, thing_kind, thing_id, due_on, dedupe_key,
     data, created_at)
SELECT d.id, 'reminder', urgency, step, 'channel', due.project_id, due.item_id, due.kind, due.thing_id, due.due_on,
       due.key || 'to' || d.id, due.data, %(now)s
{self.shared}
ON CONFLICT (dedupe_key) DO NOTHING"""

    @property
    def foresee(self) -> str:
        """Read for days to come instead of inserted."""
        return f"""{self.due}
SELECT owed.day, step, owed.item_id, owed.recipient_id, NULL::bigint, audience, urgency, owed.key || owed.recipient_id
{self.seen_by}
UNION ALL
(SELECT due.day, step, due.item_id, NULL, d.id, 'channel', urgency, due.key || 'to' || d.id {self.shared})
ORDER BY 1, 3, 4"""
