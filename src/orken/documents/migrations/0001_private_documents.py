import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import orken.documents.models
import orken.kernel.identifiers

CONTENT_STAYS = """
CREATE FUNCTION documents_content_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.reference, NEW.file, NEW.sha256, NEW.size, NEW.content_type)
       IS DISTINCT FROM (OLD.reference, OLD.file, OLD.sha256, OLD.size, OLD.content_type) THEN
        RAISE EXCEPTION 'the content of document % never changes; store a new document', OLD.reference
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_content_stays BEFORE UPDATE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION documents_content_stays();
"""
CONTENT_MAY_CHANGE = """
DROP TRIGGER documents_content_stays ON documents_document;
DROP FUNCTION documents_content_stays;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0001_people_and_organisations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=orken.kernel.identifiers.new_reference, editable=False, max_length=16, unique=True
                    ),
                ),
                ("kind", models.CharField(max_length=60, verbose_name="kind")),
                ("filename", models.CharField(max_length=150, verbose_name="file name")),
                ("content_type", models.CharField(max_length=100, verbose_name="content type")),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("file", models.FileField(upload_to=orken.documents.models.stored_name, verbose_name="file")),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="uploaded")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="parties.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="document_is_not_empty"),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="sha256_is_64_hex_digits"
                    ),
                ],
            },
        ),
        migrations.RunSQL(CONTENT_STAYS, CONTENT_MAY_CHANGE),
    ]
