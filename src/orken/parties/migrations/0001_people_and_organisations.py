import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import orken.kernel.identifiers
import orken.parties.models
import orken.parties.names
import orken.parties.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                (
                    "full_name",
                    models.CharField(
                        max_length=150, validators=[orken.parties.names.check_name], verbose_name="full name"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")],
                        default="kk",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="joined")),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="email_in_lower_case",
                    )
                ],
            },
            managers=[
                ("objects", orken.parties.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=orken.kernel.identifiers.new_reference, editable=False, max_length=16, unique=True
                    ),
                ),
                (
                    "name",
                    models.CharField(max_length=250, validators=[orken.parties.names.check_name], verbose_name="name"),
                ),
                ("country", models.CharField(default="KZ", max_length=2, verbose_name="country")),
                (
                    "bin",
                    models.CharField(
                        blank=True,
                        max_length=12,
                        null=True,
                        validators=[orken.parties.validators.check_bin],
                        verbose_name="BIN",
                    ),
                ),
                (
                    "registration_number",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[orken.parties.names.check_name],
                        verbose_name="registration number",
                    ),
                ),
                ("legal_form", models.CharField(max_length=40, verbose_name="legal form")),
                ("region", models.CharField(blank=True, max_length=10, verbose_name="region")),
                (
                    "address",
                    models.CharField(
                        max_length=300, validators=[orken.parties.names.check_plain_text], verbose_name="address"
                    ),
                ),
                ("activity", models.CharField(blank=True, max_length=10, verbose_name="main activity (OKED)")),
                (
                    "kind",
                    models.CharField(
                        choices=[("product", "Product company"), ("content", "Content maker")],
                        max_length=10,
                        verbose_name="kind of company",
                    ),
                ),
                ("works_on_ai", models.BooleanField(default=False, verbose_name="works on artificial intelligence")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="added"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(default=django.utils.timezone.localdate, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid through")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mandates",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mandates",
                        to="parties.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "mandate",
                "verbose_name_plural": "mandates",
            },
        ),
        migrations.CreateModel(
            name="StaffRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("officer", "Officer"),
                            ("head_of_unit", "Head of unit"),
                            ("signatory", "Signatory of the operator"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("granted_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="granted")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff_roles",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "staff role",
                "verbose_name_plural": "staff roles",
            },
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("bin__isnull", False),
                        ("bin__regex", "^\\d{12}$"),
                        ("country", "KZ"),
                        ("registration_number", ""),
                    ),
                    models.Q(
                        models.Q(("country", "KZ"), _negated=True),
                        ("bin__isnull", True),
                        models.Q(("registration_number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="identified_by_bin_at_home_and_number_abroad",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(fields=("bin",), name="one_organisation_per_bin"),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("country"),
                django.db.models.functions.text.Lower("registration_number"),
                condition=models.Q(("registration_number", ""), _negated=True),
                name="one_organisation_per_foreign_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["product", "content"])), name="kind_of_company_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="mandate_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("user", "organisation"),
                name="one_standing_mandate_per_person_and_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffrole",
            constraint=models.UniqueConstraint(fields=("user", "role"), name="one_row_per_person_and_role"),
        ),
        migrations.AddConstraint(
            model_name="staffrole",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["officer", "head_of_unit", "signatory", "administrator"])),
                name="role_is_known",
            ),
        ),
    ]
