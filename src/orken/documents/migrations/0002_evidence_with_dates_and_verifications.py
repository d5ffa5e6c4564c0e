import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


VERIFICATIONS_STAY = """
CREATE FUNCTION documents_verifications_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was found on document % stays; add another verification', OLD.document_id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER verifications_stay BEFORE UPDATE OR DELETE ON documents_verification
    FOR EACH ROW EXECUTE FUNCTION documents_verifications_stay();
"""
VERIFICATIONS_MAY_CHANGE = """
DROP TRIGGER verifications_stay ON documents_verification;
DROP FUNCTION documents_verifications_stay;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_private_documents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verdict",
                    models.CharField(choices=[("accepted", "Accepted"), ("rejected", "Rejected")], max_length=10),
                ),
                ("reason", models.TextField(blank=True)),
                ("verified_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="document",
            name="expiry_told_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="issued_on",
            field=models.DateField(blank=True, null=True, verbose_name="date of issue"),
        ),
        migrations.AddField(
            model_name="document",
            name="valid_through",
            field=models.DateField(blank=True, null=True, verbose_name="valid through"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["owner", "kind"], name="documents_of_an_owner"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_through", None),
                    ("issued_on", None),
                    ("valid_through__gte", models.F("issued_on")),
                    _connector="OR",
                ),
                name="document_ends_after_its_issue",
            ),
        ),
        migrations.AddField(
            model_name="verification",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="verifications", to="documents.document"
            ),
        ),
        migrations.AddField(
            model_name="verification",
            name="verified_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["accepted", "rejected"])), name="verdict_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict", "accepted"), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="rejected_for_a_reason",
            ),
        ),
        migrations.RunSQL(VERIFICATIONS_STAY, VERIFICATIONS_MAY_CHANGE),
    ]
