"""Entries are sealed in batches. The one change that an entry allows is to be sealed, once."""

import django.db.models.deletion
from django.db import migrations, models

FORWARDS = """
CREATE FUNCTION journal_allow_sealing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.seal_id IS NULL AND NEW.seal_id IS NOT NULL
        AND to_jsonb(NEW) - 'seal_id' = to_jsonb(OLD) - 'seal_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Journal entries are only added: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', HINT = 'Add an entry that corrects the earlier one.';
END $$;
DROP TRIGGER journal_entries_stay ON journal_entry;
CREATE TRIGGER journal_entries_stay BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_allow_sealing();
ALTER TABLE journal_entry ENABLE ALWAYS TRIGGER journal_entries_stay;
CREATE TRIGGER journal_seals_stay BEFORE UPDATE OR DELETE ON journal_seal
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_change();
CREATE TRIGGER journal_seals_are_not_emptied BEFORE TRUNCATE ON journal_seal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change();
ALTER TABLE journal_seal ENABLE ALWAYS TRIGGER journal_seals_stay;
ALTER TABLE journal_seal ENABLE ALWAYS TRIGGER journal_seals_are_not_emptied;
"""

BACKWARDS = """
DROP TRIGGER journal_seals_are_not_emptied ON journal_seal;
DROP TRIGGER journal_seals_stay ON journal_seal;
DROP TRIGGER journal_entries_stay ON journal_entry;
CREATE TRIGGER journal_entries_stay BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse_change();
ALTER TABLE journal_entry ENABLE ALWAYS TRIGGER journal_entries_stay;
DROP FUNCTION journal_allow_sealing();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_entries_name_the_mandate")]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(unique=True)),
                ("sealed_at", models.DateTimeField()),
                ("previous", models.CharField(max_length=64)),
                ("count", models.PositiveIntegerField()),
                ("entries", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={"ordering": ["number"]},
        ),
        migrations.AddField(
            model_name="entry",
            name="seal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sealed",
                to="journal.seal",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(condition=models.Q(("seal", None)), fields=["id"], name="journal_unsealed"),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
