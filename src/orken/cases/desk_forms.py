"""What officers type: remarks, the choice of an officer."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from orken.cases.models import Case
from orken.cases.queries import officers_for
from orken.cases.review import FilingInReview
from orken.kernel.identifiers import new_reference
from orken.parties.models import User

REMARK_LENGTH = 4000
REMARK_BOX: Mapping[str, object] = {"rows": 3, "cols": 40, "maxlength": REMARK_LENGTH}


class RemarksForm(forms.Form):
    """One text for every question and document; an empty one is no remark."""

    def __init__(self, reviewed: FilingInReview, data: Mapping[str, object] | None) -> None:
        super().__init__(data)
        for item in reviewed.items:
            self.fields[item.target] = forms.CharField(
                label=_("Remark"),
                required=False,
                max_length=REMARK_LENGTH,
                initial=item.remark.text if item.remark else "",
                widget=forms.Textarea({**REMARK_BOX}),
            )


class AssignmentForm(forms.Form):
    """One of the officers who may handle the case, or nobody.

    ``seen`` is whose case it was on the page; a case that somebody else took meanwhile is not taken from them.
    """

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, case: Case, data: Mapping[str, object]) -> None:
        super().__init__(data, initial={"seen": case.assignee_id})
        self._officers = {str(person.pk): person for person in officers_for(case)}
        self.fields["officer"] = forms.ChoiceField(required=False, choices=[(key, key) for key in self._officers])

    @property
    def chosen(self) -> User | None:
        return self._officers.get(self.cleaned_data["officer"])

    @property
    def outdated(self) -> bool:
        """Whether the page showed another officer than the case has now."""
        return bool(self.cleaned_data["seen"] != self.initial["seen"])


def posted_key(data: Mapping[str, str]) -> str:
    """The key of a page without any other field; without one that can be stored, pressing twice counts twice."""
    form = StepForm(data)
    return str(form.cleaned_data["key"]) if form.is_valid() else new_reference()


class StepForm(forms.Form):
    """A step that needs nothing but the wish; its key makes a repeated request do nothing twice."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80, initial=new_reference)
