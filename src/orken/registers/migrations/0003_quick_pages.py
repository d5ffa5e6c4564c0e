"""What the public page of a long register needs; made without holding up whoever writes meanwhile."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("registers", "0002_history_only_grows")]

    operations = [
        AddIndexConcurrently(model_name="entry", index=models.Index(fields=["register"], name="entries_of_a_register")),
        AddIndexConcurrently(
            model_name="entryversion", index=models.Index(fields=["sort_key", "id"], name="versions_by_name")
        ),
        AddIndexConcurrently(
            model_name="entryversion",
            index=models.Index(condition=models.Q(("sequence", 1)), fields=["valid_from"], name="entries_by_first_day"),
        ),
    ]
