"""Mandates say in which capacity and for what. Those given so far let a person do everything, and go on doing so."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F

import orken.kernel.identifiers

SCOPES = [
    ("prepare", "Fill in applications and attach documents"),
    ("submit", "Submit, correct, withdraw and sign"),
    ("manage", "Change the organisation's data, invite people and end their mandates"),
]
CAPACITIES = [
    ("head", "Head or founder"),
    ("colleague", "Colleague"),
    ("consultant", "Consultant or other representative"),
]


def describe_mandates(apps, schema_editor):
    """Who added the organisation was its head; everybody else so far a colleague."""
    # Checks that wait for the end of the transaction would forbid the changes of the table that follow.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    mandates = apps.get_model("parties", "Mandate").objects.all()
    mandates.filter(organisation__created_by=F("user")).update(capacity="head")
    for pk in mandates.values_list("pk", flat=True):
        mandates.filter(pk=pk).update(reference=orken.kernel.identifiers.new_reference())


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_people_and_organisations")]

    operations = [
        migrations.RemoveConstraint(model_name="mandate", name="one_standing_mandate_per_person_and_organisation"),
        migrations.AddField(
            model_name="mandate",
            name="capacity",
            field=models.CharField(choices=CAPACITIES, default="colleague", max_length=20, verbose_name="capacity"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="mandate",
            name="granted_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="mandate",
            name="reference",
            field=models.CharField(editable=False, max_length=16, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="mandate",
            name="revoked_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="mandate",
            name="scope",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=SCOPES, max_length=20),
                default=["prepare", "submit", "manage"],
                size=None,
                verbose_name="scope",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(describe_mandates, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="mandate",
            name="reference",
            field=models.CharField(
                default=orken.kernel.identifiers.new_reference, editable=False, max_length=16, unique=True
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__in", ["head", "colleague", "consultant"])),
                name="mandate_capacity_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("scope__contained_by", ["prepare", "submit", "manage"]), ("scope__len__gt", 0)),
                name="mandate_scope_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("revoked_by__isnull", True), ("revoked_at__isnull", False), _connector="OR"),
                name="mandate_revoked_by_somebody_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                expressions=[
                    (models.Func("user", "user", models.Value("[]"), function="int8range"), "&&"),
                    (models.Func("organisation", "organisation", models.Value("[]"), function="int8range"), "&&"),
                    (models.Func("valid_from", "valid_to", models.Value("[]"), function="daterange"), "&&"),
                ],
                name="one_standing_mandate_per_person_and_organisation",
            ),
        ),
    ]
