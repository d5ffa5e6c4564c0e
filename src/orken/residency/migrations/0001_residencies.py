import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0002_what_was_filed_stays"),
        ("parties", "0001_people_and_organisations"),
        ("registers", "0002_history_only_grows"),
    ]

    operations = [
        migrations.CreateModel(
            name="Residency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("awaiting_agreement", "Awaiting agreement"),
                            ("in_force", "In force"),
                            ("lapsed", "Lapsed"),
                            ("suspended", "Suspended"),
                            ("revoked", "Revoked"),
                            ("expired", "Expired"),
                        ],
                        default="awaiting_agreement",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("offered_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="offered")),
                ("valid_from", models.DateField(null=True, verbose_name="from")),
                ("valid_to", models.DateField(null=True, verbose_name="until")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="residency",
                        to="cases.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="residency",
                        to="registers.entry",
                        verbose_name="register entry",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="residencies",
                        to="parties.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "residency",
                "verbose_name_plural": "residencies",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("awaiting_agreement", "in_force", "suspended"))),
                        fields=("organisation",),
                        name="one_live_residency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["awaiting_agreement", "in_force", "lapsed", "suspended", "revoked", "expired"],
                            )
                        ),
                        name="residency_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("entry", None), ("state__in", ("awaiting_agreement", "lapsed")), ("valid_from", None)
                            ),
                            models.Q(
                                models.Q(("state__in", ("awaiting_agreement", "lapsed")), _negated=True),
                                ("entry__isnull", False),
                                ("valid_from__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="in_the_register_once_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="residency_ends_after_it_begins",
                    ),
                ],
            },
        ),
    ]
