"""What was written or handed over stays as it is, and one view of everything that somebody owes by a day.

TRUNCATE is not refused here: these tables hang on the ledger by foreign keys.
"""

from django.db import migrations

KEPT = ("records_recordrevision", "records_handoverversion")

REFUSE = """
CREATE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was written or handed over never changes' USING ERRCODE = 'restrict_violation';
END $$;
""" + "\n".join(
    f"CREATE TRIGGER unchanged BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION records_refuse();"
    for table in KEPT
)
ALLOW = "\n".join(f"DROP TRIGGER unchanged ON {table};" for table in KEPT) + "DROP FUNCTION records_refuse();"

# Each branch: what it is, the thing's id, the id its page goes by, its title, launch, department, person, day.
OWED = """
CREATE VIEW records_owed AS
SELECT kind || ':' || thing_id AS key, * FROM (
    SELECT CASE h.kind WHEN 'brief' THEN 'brief' ELSE 'receipt' END AS kind, r.id AS thing_id, h.id AS leads_to_id,
           h.title::text AS title, h.project_id, r.department_id,
           coalesce(r.person_id, r.answerable_id) AS person_id, r.due_on
    FROM records_receipt r
    JOIN records_handoverversion v ON v.id = r.handed_id
    JOIN records_handover h ON h.id = v.handover_id
    WHERE r.state IN ('sent', 'opened') AND h.withdrawn_at IS NULL
    UNION ALL
    SELECT 'promise', q.id, q.id, q.title, q.project_id, q.owner_department_id, q.owner_id, q.promised_on
    FROM records_request q
    WHERE q.state IN ('agreed', 'doing') AND q.promised_on IS NOT NULL
    UNION ALL
    SELECT 'check', q.id, q.id, q.title, q.project_id, q.owner_department_id, q.owner_id, q.check_on
    FROM records_request q
    WHERE q.state = 'delivered' AND q.check_on IS NOT NULL
    UNION ALL
    SELECT 'resolution', l.id, l.record_id, l.words, d.project_id, u.department_id, l.owner_id, l.due_on
    FROM records_resolution l JOIN records_record d ON d.id = l.record_id JOIN accounts_user u ON u.id = l.owner_id
    WHERE l.until IS NULL AND l.settled_at IS NULL AND l.due_on IS NOT NULL
    UNION ALL
    SELECT 'question', l.id, l.record_id, l.words, d.project_id, u.department_id, l.owner_id, l.due_on
    FROM records_openquestion l JOIN records_record d ON d.id = l.record_id JOIN accounts_user u ON u.id = l.owner_id
    WHERE l.until IS NULL AND l.answered_at IS NULL AND l.due_on IS NOT NULL
    UNION ALL
    SELECT 'surprise', s.id, s.id, s.title, s.project_id, s.department_id, NULL, s.answer_by
    FROM records_surprise s
    WHERE s.state = 'new' AND s.department_id IS NOT NULL AND s.answer_by IS NOT NULL
) owed
WHERE department_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [
        migrations.RunSQL(REFUSE, ALLOW),
        migrations.RunSQL(OWED, "DROP VIEW records_owed"),
    ]
