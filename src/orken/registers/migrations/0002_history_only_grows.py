"""The database keeps the history: versions and certificates are only added, in order, and nothing follows a revocation.

Like those of the journal, the triggers that refuse changes fire ALWAYS.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION registers_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Registers only grow: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', HINT = 'Record a new version of the entry.';
END $$;

CREATE TRIGGER register_entries_stay BEFORE UPDATE OR DELETE ON registers_entry
    FOR EACH ROW EXECUTE FUNCTION registers_refuse_change();
CREATE TRIGGER register_is_not_emptied BEFORE TRUNCATE ON registers_entry
    FOR EACH STATEMENT EXECUTE FUNCTION registers_refuse_change();
CREATE TRIGGER entry_versions_stay BEFORE UPDATE OR DELETE ON registers_entryversion
    FOR EACH ROW EXECUTE FUNCTION registers_refuse_change();
CREATE TRIGGER entry_versions_are_not_emptied BEFORE TRUNCATE ON registers_entryversion
    FOR EACH STATEMENT EXECUTE FUNCTION registers_refuse_change();
CREATE TRIGGER certificates_stay BEFORE UPDATE OR DELETE ON registers_certificate
    FOR EACH ROW EXECUTE FUNCTION registers_refuse_change();
CREATE TRIGGER certificates_are_not_emptied BEFORE TRUNCATE ON registers_certificate
    FOR EACH STATEMENT EXECUTE FUNCTION registers_refuse_change();

ALTER TABLE registers_entry ENABLE ALWAYS TRIGGER register_entries_stay;
ALTER TABLE registers_entry ENABLE ALWAYS TRIGGER register_is_not_emptied;
ALTER TABLE registers_entryversion ENABLE ALWAYS TRIGGER entry_versions_stay;
ALTER TABLE registers_entryversion ENABLE ALWAYS TRIGGER entry_versions_are_not_emptied;
ALTER TABLE registers_certificate ENABLE ALWAYS TRIGGER certificates_stay;
ALTER TABLE registers_certificate ENABLE ALWAYS TRIGGER certificates_are_not_emptied;

CREATE FUNCTION registers_demand_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last registers_entryversion%ROWTYPE;
BEGIN
    SELECT * INTO last FROM registers_entryversion
        WHERE entry_id = NEW.entry_id ORDER BY sequence DESC LIMIT 1;
    IF NEW.sequence <> coalesce(last.sequence, 0) + 1
       OR NEW.valid_from < last.valid_from OR last.standing = 'revoked' THEN
        RAISE EXCEPTION 'Version % from % cannot follow version % from % (%) of register entry %.',
            NEW.sequence, NEW.valid_from, last.sequence, last.valid_from, last.standing, NEW.entry_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_versions_in_order BEFORE INSERT ON registers_entryversion
    FOR EACH ROW EXECUTE FUNCTION registers_demand_order();
"""

BACKWARDS = """
DROP TRIGGER entry_versions_in_order ON registers_entryversion;
DROP FUNCTION registers_demand_order;
DROP TRIGGER certificates_are_not_emptied ON registers_certificate;
DROP TRIGGER certificates_stay ON registers_certificate;
DROP TRIGGER entry_versions_are_not_emptied ON registers_entryversion;
DROP TRIGGER entry_versions_stay ON registers_entryversion;
DROP TRIGGER register_is_not_emptied ON registers_entry;
DROP TRIGGER register_entries_stay ON registers_entry;
DROP FUNCTION registers_refuse_change;
"""


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_entries_versions_and_certificates")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
