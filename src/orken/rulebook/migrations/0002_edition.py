"""One row that changes with every change of the rule book, so that processes may keep what they have read.

The token is new each time and not counted up: after a rollback nobody may take what was read inside for what comes
next. The trigger fires before the rows are touched, so that two who change the rule book wait for each other here.
"""

from django.db import migrations, models

FORWARDS = """
CREATE FUNCTION rulebook_new_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO rulebook_edition (id, token) VALUES (1, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET token = excluded.token;
    RETURN NULL;
END $$;
CREATE TRIGGER parameters_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON rulebook_parametervalue
    FOR EACH STATEMENT EXECUTE FUNCTION rulebook_new_edition();
CREATE TRIGGER moved_days_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON rulebook_daytransfer
    FOR EACH STATEMENT EXECUTE FUNCTION rulebook_new_edition();
INSERT INTO rulebook_edition (id, token) VALUES (1, gen_random_uuid());
"""

BACKWARDS = """
DROP TRIGGER moved_days_change ON rulebook_daytransfer;
DROP TRIGGER parameters_change ON rulebook_parametervalue;
DROP FUNCTION rulebook_new_edition;
"""


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0001_parameters_and_moved_days")]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("token", models.UUIDField()),
            ],
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
