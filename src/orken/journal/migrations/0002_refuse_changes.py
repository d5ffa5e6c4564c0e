"""The database refuses to change what the journal says, its owner included.

The triggers fire ALWAYS, so a session that plays a replica does not pass them by either.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Journal entries are only added: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', HINT = 'Add an entry that corrects the earlier one.';
END $$;
CREATE TRIGGER journal_entries_stay BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_change();
CREATE TRIGGER journal_is_not_emptied BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change();
ALTER TABLE journal_entry ENABLE ALWAYS TRIGGER journal_entries_stay;
ALTER TABLE journal_entry ENABLE ALWAYS TRIGGER journal_is_not_emptied;
"""

BACKWARDS = """
DROP TRIGGER journal_entries_stay ON journal_entry;
DROP TRIGGER journal_is_not_emptied ON journal_entry;
DROP FUNCTION journal_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_entries")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
