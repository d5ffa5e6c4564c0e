"""One decision per stage, and one that replaces each; made while others write, so not in one transaction."""

from django.db import migrations, models

# An attempt that failed leaves an index that is not valid.
DROP_LEFT_BEHIND = "drop index concurrently if exists {name}"

REPLACES_ONCE = [
    DROP_LEFT_BEHIND.format(name="cases_decision_replaces_id_key"),
    "create unique index concurrently cases_decision_replaces_id_key on cases_decision (replaces_id)",
    "alter table cases_decision add unique using index cases_decision_replaces_id_key",
]
FIRST_OF_A_STAGE = """
create unique index concurrently one_first_decision_per_stage on cases_decision (case_id, stage)
where replaces_id is null
"""
FIRST_PER_STAGE = [
    DROP_LEFT_BEHIND.format(name="one_first_decision_per_stage"),
    FIRST_OF_A_STAGE,
    "alter table cases_decision drop constraint one_decision_per_stage",
]
ONE_PER_STAGE = [
    "drop index one_first_decision_per_stage",
    "alter table cases_decision add constraint one_decision_per_stage unique (case_id, stage)",
]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0011_appeals")]

    operations = [
        migrations.RunSQL(REPLACES_ONCE, "alter table cases_decision drop constraint cases_decision_replaces_id_key"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(model_name="decision", name="one_decision_per_stage"),
                migrations.AddConstraint(
                    model_name="decision",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("replaces", None)),
                        fields=("case", "stage"),
                        name="one_first_decision_per_stage",
                    ),
                ),
            ],
            database_operations=[migrations.RunSQL(FIRST_PER_STAGE, ONE_PER_STAGE)],
        ),
    ]
