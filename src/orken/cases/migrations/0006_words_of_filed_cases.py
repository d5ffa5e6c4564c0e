import re

from django.contrib.postgres.search import SearchVector
from django.db import migrations
from django.db.models import Value

from orken.kernel.text import search_form


def keep_words(apps, _schema_editor):
    """As ``cases.search`` does from now on when a case is filed."""
    Case = apps.get_model("cases", "Case")
    cases = Case.objects.filter(filed_at__isnull=False).select_related("version", "applicant", "opened_by")
    for case in cases.iterator(chunk_size=200):
        words = re.findall(r"[^\W_]+", search_form(" ".join(_parts(case))))
        vector = SearchVector(Value(" ".join(words)), config="simple")
        Case.objects.filter(pk=case.pk).update(words=vector)


def _parts(case):
    applicant = case.applicant
    yield from (case.number, applicant.name, applicant.bin or applicant.registration_number, case.opened_by.full_name)
    answers = {}
    for filing in case.filings.order_by("round").select_related("filed_by"):
        yield filing.filed_by.full_name
        answers = filing.content["answers"]
    for section in case.version.content["form"]:
        for question in section.get("questions", []):
            if question["kind"] == "text" and answers.get(question["id"]):
                yield str(answers[question["id"]])


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_search_words_and_messages")]

    operations = [migrations.RunPython(keep_words, migrations.RunPython.noop)]
