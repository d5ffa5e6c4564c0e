import django.db.models.deletion
import django.utils.timezone
import orken.kernel.identifiers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_private_documents"),
        ("parties", "0001_people_and_organisations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=orken.kernel.identifiers.new_reference, editable=False, max_length=16, unique=True
                    ),
                ),
                ("register", models.CharField(max_length=40, verbose_name="register")),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="entered")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register_entries",
                        to="parties.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "register entry",
                "verbose_name_plural": "register entries",
            },
        ),
        migrations.CreateModel(
            name="EntryVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveIntegerField(verbose_name="version")),
                (
                    "standing",
                    models.CharField(
                        choices=[("active", "In force"), ("suspended", "Suspended"), ("revoked", "Revoked")],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("data", models.JSONField(verbose_name="content")),
                ("name", models.CharField(max_length=250, verbose_name="name")),
                ("official_number", models.CharField(max_length=60, verbose_name="BIN or registration number")),
                ("reason", models.JSONField(null=True, verbose_name="reason")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(null=True, verbose_name="until")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded")),
                ("sort_key", models.TextField(db_collation="C", editable=False)),
                ("search_form", models.TextField(editable=False)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="registers.entry"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a register entry",
                "verbose_name_plural": "versions of register entries",
                "ordering": ["entry", "sequence"],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=30, unique=True, verbose_name="number")),
                (
                    "reference",
                    models.CharField(
                        default=orken.kernel.identifiers.new_reference, editable=False, max_length=16, unique=True
                    ),
                ),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="issued")),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="certificate", to="documents.document"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="registers.entryversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate",
                "verbose_name_plural": "certificates",
                "ordering": ["-issued_at", "-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="entryversion",
            index=models.Index(fields=["entry", "-sequence", "valid_from"], name="version_in_force"),
        ),
        migrations.AddConstraint(
            model_name="entryversion",
            constraint=models.UniqueConstraint(fields=("entry", "sequence"), name="versions_in_sequence"),
        ),
        migrations.AddConstraint(
            model_name="entryversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("standing__in", ["active", "suspended", "revoked"])), name="standing_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="entryversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"),
                name="version_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="entryversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("standing", "revoked"), _negated=True), ("valid_to__isnull", True), _connector="OR"
                ),
                name="revoked_for_good",
            ),
        ),
    ]
