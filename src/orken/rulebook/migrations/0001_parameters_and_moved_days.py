from django.db import migrations, models

# A range of codes that holds one code stands in for btree_gist, which not every PostgreSQL brings.
ONE_VALUE_AT_A_TIME = """
CREATE TYPE rulebook_codes AS RANGE (subtype = text, collation = "C");
ALTER TABLE rulebook_parametervalue ADD CONSTRAINT one_value_at_a_time EXCLUDE USING gist (
    rulebook_codes(code, code, '[]') WITH &&,
    daterange(valid_from, valid_to, '[]') WITH &&
);
"""
MANY_VALUES = """
ALTER TABLE rulebook_parametervalue DROP CONSTRAINT one_value_at_a_time;
DROP TYPE rulebook_codes;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DayTransfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("works", models.BooleanField()),
                ("act", models.TextField()),
                ("name", models.JSONField(blank=True, null=True)),
                (
                    "origin",
                    models.CharField(
                        choices=[("pack", "Pack"), ("operator", "Operator")], default="pack", max_length=10
                    ),
                ),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="ParameterValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60)),
                ("value", models.TextField(blank=True)),
                ("unit", models.CharField(max_length=60)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("act", models.TextField(blank=True)),
                ("certainty", models.CharField(max_length=20)),
                (
                    "origin",
                    models.CharField(
                        choices=[("pack", "Pack"), ("operator", "Operator")], default="pack", max_length=10
                    ),
                ),
            ],
            options={
                "ordering": ["code", models.OrderBy(models.F("valid_from"), nulls_first=True)],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gte", models.F("valid_from"))), name="parameter_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("certainty__in", ["confirmed", "secondary", "memory", "carried_forward", "operator"])
                        ),
                        name="parameter_certainty_known",
                    ),
                ],
            },
        ),
        migrations.RunSQL(ONE_VALUE_AT_A_TIME, MANY_VALUES),
    ]
