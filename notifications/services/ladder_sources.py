"""What a ladder is asked about: open lines of running launches, and all else that is owed by a day (`records.Owed`)."""

from __future__ import annotations

from .. import visibility
from .ladder_sql import Source

# The statuses are spelled as in the partial index over open items, and OFFSET 0 keeps the planner from reading them
# once per step.
LINES = Source(
    launches="""p.finished_at IS NULL AND p.cancelled_at IS NULL
      AND (%(only_project)s::bigint IS NULL OR p.id = %(only_project)s::bigint)""",
    near=f"""
    SELECT 'reminder:' || i.id AS what, i.id AS item_id, '' AS kind, NULL::bigint AS thing_id, '{{}}'::jsonb AS data,
           i.due_on, i.department_id, i.is_blocker, i.owner_id, i.project_id,
           p.time_zone, p.is_confidential, p.planner_id, p.policy_id,
           coalesce(holder.id, CASE WHEN blocker.id IS NULL THEN owner.id END) AS answers_id,
           CASE WHEN holder.id IS NULL AND blocker.id IS NULL THEN 'owner' ELSE 'blocker' END AS answers_as,
           coalesce(holder.department_id, blocker.department_id, i.department_id) AS lead_department_id,
           true AS tells_centres
    FROM reach
    CROSS JOIN LATERAL (
        SELECT id, project_id, department_id, owner_id, due_on, status, is_blocker, blocked_by_item_id,
               blocked_by_user_id
        FROM projects_item WHERE department_id = reach.department_id AND is_blocker = reach.is_blocker
            AND due_on <= reach.until AND status IN ('todo', 'doing', 'blocked', 'in_review')
        OFFSET 0
    ) i
    JOIN launch p ON p.id = i.project_id
    LEFT JOIN accounts_user owner ON owner.id = i.owner_id AND owner.is_active
    LEFT JOIN LATERAL (  -- the line that holds this one up, unless a partner who may not see this one answers for it
        SELECT b.id, b.owner_id, b.department_id
        FROM projects_item b JOIN accounts_department d ON d.id = b.department_id
        WHERE i.status = 'blocked' AND b.id = i.blocked_by_item_id AND i.blocked_by_user_id IS NULL
          AND b.status IN ('todo', 'doing', 'blocked', 'in_review')
          AND (d.kind = 'internal' OR b.department_id = i.department_id)
        OFFSET 0
    ) blocker ON true
    LEFT JOIN LATERAL (
        SELECT u.id, u.department_id FROM accounts_user u
        WHERE i.status = 'blocked' AND u.id = coalesce(i.blocked_by_user_id, blocker.owner_id) AND u.is_active
          AND {visibility.SEES_LAUNCH} AND {visibility.REACHES_ITEM}
        OFFSET 0
    ) holder ON true""",  # noqa: S608
    sees=f"{visibility.SEES_LAUNCH} AND {visibility.REACHES_ITEM}",
    channel_sees=visibility.CHANNEL_SEES_LAUNCH,
)

# A launch that ended does not end what was promised about it. The key names the launch and the person, so that whoever
# takes something over is told of it, and so are those who answer for it with the new name. None of it is a must-have.
THINGS = Source(
    launches="p.id IN (SELECT project_id FROM records_owed)",
    near="""
    SELECT 'owed:' || o.key || coalesce('@' || o.project_id, '') || coalesce('/' || o.person_id, '') AS what,
           NULL::bigint AS item_id, o.kind, o.thing_id,
           jsonb_build_object('title', left(o.title, 200), 'page', o.leads_to_id, 'person', o.person_id) AS data,
           o.due_on, o.department_id, false AS is_blocker, o.person_id AS owner_id, o.project_id,
           coalesce(p.time_zone, %(home_zone)s) AS time_zone, coalesce(p.is_confidential, false) AS is_confidential,
           p.planner_id, coalesce(p.policy_id, 0) AS policy_id, person.id AS answers_id, 'owner' AS answers_as,
           o.department_id AS lead_department_id,
           o.kind IN ('receipt', 'brief') AND department.is_contact_centre AS tells_centres
    FROM records_owed o
    JOIN accounts_department department ON department.id = o.department_id
    LEFT JOIN launch p ON p.id = o.project_id
    LEFT JOIN accounts_user person ON person.id = o.person_id AND person.is_active
    WHERE o.due_on <= (SELECT max(until) FROM reach)""",
    sees=f"(p.id IS NULL OR {visibility.SEES_LAUNCH}) AND {visibility.REACHES_THING}",
    channel_sees=f"(p.id IS NULL OR {visibility.CHANNEL_SEES_LAUNCH}) AND {visibility.CHANNEL_HEARS_THING}",
)
