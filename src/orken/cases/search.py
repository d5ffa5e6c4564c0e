"""Finding cases by words: number, applicant, BIN, people and short answers such as the name of the project.

Every filed case keeps its words in a full-text vector with an index. Words are compared in ``search_form``, so that
Kazakh letters may be typed as the Russian ones that look like them; the beginning of a word is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, Value
from django.db.models.signals import post_save

from orken.cases.models import Case
from orken.kernel.text import search_form
from orken.parties.models import Organisation

CONFIGURATION = "simple"  # no stemming: names and numbers, in three languages


def matching(typed: str) -> Q:
    """Cases that have all the words that were typed; a search for nothing but signs finds nothing."""
    words = _words(typed)
    if not words:
        return Q(pk__in=[])
    query = " & ".join(f"{word}:*" for word in words)
    return Q(words=SearchQuery(query, search_type="raw", config=CONFIGURATION))


def search_vector(case: Case) -> SearchVector:
    """What the case is found by, as it is stored when it is filed and when its applicant changes."""
    text = " ".join(word for part in _parts(case) for word in _words(part))
    return SearchVector(Value(text), config=CONFIGURATION)


def keep_words(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(words=search_vector(case))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", search_form(text))


def _parts(case: Case) -> Iterator[str]:
    filings = list(case.filings.select_related("filed_by").defer("trace"))
    opened_by = next((one.filed_by for one in filings if one.filed_by_id == case.opened_by_id), None) or case.opened_by
    yield from (case.number or "", case.applicant.name, case.applicant.official_number, str(opened_by))
    yield from (str(filing.filed_by) for filing in filings)
    answers = filings[-1].content["answers"] if filings else {}
    short = [question.id for _section, question in case.definition.questions() if question.kind == "text"]
    yield from (str(answers[question_id]) for question_id in short if answers.get(question_id))


def _applicant_changed(sender: type[Organisation], instance: Organisation, **_signal: object) -> None:
    for case in Case.objects.filter(applicant=instance, filed_at__isnull=False).select_related("applicant", "version"):
        keep_words(case)


def follow_applicants() -> None:
    """A renamed organisation is found by its new name. The room of organisations lies below and cannot call us."""
    post_save.connect(_applicant_changed, sender=Organisation, dispatch_uid="cases.search")
