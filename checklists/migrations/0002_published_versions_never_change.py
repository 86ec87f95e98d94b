"""A published version and everything in it stay as they are: the database refuses the rest.

TRUNCATE is not refused here: these tables hang on the ledger by foreign keys, which refuse it unless all are emptied.
"""

from django.db import migrations

IN_VERSION = ("checklists_section", "checklists_question", "checklists_templateitem")
IN_ITEM = ("checklists_scenario", "checklists_templatewait")

FUNCTIONS = """
CREATE FUNCTION checklists_refuse_published(version_id bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE published timestamptz;
BEGIN
    -- The lock makes an edit and a publication of the same draft wait for each other.
    SELECT published_at INTO published FROM checklists_templateversion WHERE id = version_id FOR SHARE;
    IF published IS NOT NULL THEN
        RAISE EXCEPTION 'a published template version never changes' USING ERRCODE = 'restrict_violation';
    END IF;
END $$;

CREATE FUNCTION checklists_version_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM checklists_refuse_published(OLD.version_id); END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    PERFORM checklists_refuse_published(NEW.version_id);
    RETURN NEW;
END $$;

CREATE FUNCTION checklists_item_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM checklists_refuse_published(version_id) FROM checklists_templateitem WHERE id = OLD.item_id;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    PERFORM checklists_refuse_published(version_id) FROM checklists_templateitem WHERE id = NEW.item_id;
    RETURN NEW;
END $$;

CREATE FUNCTION checklists_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published template version never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER published_unchanged BEFORE UPDATE OR DELETE ON checklists_templateversion
    FOR EACH ROW EXECUTE FUNCTION checklists_version();
"""


def triggers() -> str:
    lines = [
        f"CREATE TRIGGER published_unchanged BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}();"
        for tables, function in ((IN_VERSION, "checklists_version_part"), (IN_ITEM, "checklists_item_part"))
        for table in tables
    ]
    return "\n".join(lines)


def drop() -> str:
    tables = ("checklists_templateversion", *IN_VERSION, *IN_ITEM)
    lines = [f"DROP TRIGGER published_unchanged ON {table};" for table in tables]
    functions = ("checklists_version", "checklists_item_part", "checklists_version_part")
    lines += [f"DROP FUNCTION {name}();" for name in functions]
    return "\n".join([*lines, "DROP FUNCTION checklists_refuse_published(bigint);"])


class Migration(migrations.Migration):
    dependencies = [("checklists", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS + triggers(), drop())]
