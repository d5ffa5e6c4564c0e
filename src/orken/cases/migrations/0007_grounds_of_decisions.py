from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_words_of_filed_cases")]

    operations = [
        migrations.AddField("decision", "grounds", models.JSONField(default=list)),
        migrations.AddField("proposal", "grounds", models.JSONField(default=list)),
        migrations.AlterField("decision", "template", models.CharField(max_length=80)),
        migrations.AlterField("proposal", "template", models.CharField(max_length=80)),
    ]
