from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orken.documents.models import Document
from orken.documents.validity import UNDATED, EvidenceDates, EvidenceKind, Validity

TYPED_DATES = ("%Y-%m-%d", "%d.%m.%Y")


class EvidenceDatesForm(forms.Form):
    """The dates written in a document, as its kind has them. Both may come after the file, but a date of issue that the
    kind needs is asked for until it is there."""

    def __init__(
        self,
        kind: EvidenceKind | None,
        *,
        prefix: str | None = None,
        data: Mapping[str, object] | None = None,
        document: Document | None = None,
    ) -> None:
        known = document.dates if document else UNDATED
        super().__init__(data, prefix=prefix, initial=asdict(known), use_required_attribute=False)
        if kind is None:
            return
        self.fields["issued_on"] = _day_field(
            gettext_lazy("Date of issue of the document"), required=kind.needs_issue_date
        )
        if kind.validity is Validity.UNTIL_DATE:
            hint = gettext_lazy("The last day, if one is written in the document.")
            self.fields["valid_through"] = _day_field(gettext_lazy("Valid through"), hint)
        if document is None:
            # Dates of a file that is not there cannot be saved while one types.
            for field in self.fields.values():
                field.widget.attrs["data-not-saved"] = True

    def clean(self) -> dict[str, object]:
        issued, through = self.cleaned_data.get("issued_on"), self.cleaned_data.get("valid_through")
        if issued and issued > timezone.localdate():
            self.add_error("issued_on", _("The document cannot be issued in the future. Look at its date once more."))
        if issued and through and through < issued:
            self.add_error("valid_through", _("The last day lies before the date of issue. Look at both once more."))
        return self.cleaned_data

    @property
    def dates(self) -> EvidenceDates:
        """What was typed; of a form with errors, what can be kept."""
        valid = self.cleaned_data if self.is_bound else {}
        return EvidenceDates(valid.get("issued_on"), valid.get("valid_through"))


class LaterDateField(forms.DateField):
    """A date that may come later even where it is required: the file is kept without it."""

    def validate(self, value: object) -> None:
        pass


def _day_field(label: object, help_text: object = "", *, required: bool = False) -> LaterDateField:
    return LaterDateField(
        label=label,  # type: ignore[arg-type]  # Django takes lazy texts
        help_text=help_text,  # type: ignore[arg-type]
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=TYPED_DATES,
        error_messages={"invalid": gettext_lazy("This is not a date. Write it like 21.11.2026.")},
    )
