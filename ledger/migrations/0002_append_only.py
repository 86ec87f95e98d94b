"""The database itself refuses to change an event: row by row, and all at once.

TRUNCATE passes only where a connection says `app.truncate_allowed = on`, which nothing but the test settings do: tests
that need real commits empty their tables that way.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('app.truncate_allowed', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'ledger events are only ever added' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_event_unchanged BEFORE UPDATE OR DELETE ON ledger_event
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_event_kept BEFORE TRUNCATE ON ledger_event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""

ALLOW = """
DROP TRIGGER ledger_event_kept ON ledger_event;
DROP TRIGGER ledger_event_unchanged ON ledger_event;
DROP FUNCTION ledger_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
