from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0003_secretary_of_the_commission"),
    ]

    operations = [
        ValidateConstraint(model_name="staffrole", name="role_is_known"),
    ]
