"""What an officer types to decide, and the head who signs after them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from orken.cases.desk_forms import REMARK_LENGTH, StepForm
from orken.cases.grounds import as_data, reasons_from
from orken.cases.models import Case, Proposal
from orken.cases.procedure.definition import ReasonTemplate
from orken.kernel.text import LANGUAGES, Text
from orken.ui.wording import current_language

REASONS_LENGTH = 8000
LANGUAGE_LABELS = {"kk": _("Reasons in Kazakh"), "ru": _("Reasons in Russian"), "en": _("Reasons in English")}


class CountersignatureForm(StepForm):
    """The second signature, or the decision given back with a note; ``then`` is the button that was pressed."""

    note = forms.CharField(
        label=_("Note to the officer, if you send it back"),
        required=False,
        max_length=REMARK_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecisionForm(StepForm):
    """Reasons in all three languages, begun with the words of the chosen ones or with those that were sent back."""

    def __init__(
        self,
        case: Case,
        chosen: Sequence[ReasonTemplate],
        earlier: Proposal | None,
        data: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data)
        self.chosen = chosen
        begun = _begun(case, chosen, earlier)
        for language in _own_language_first():
            self.fields[f"reasons_{language}"] = forms.CharField(
                label=LANGUAGE_LABELS[language],
                max_length=REASONS_LENGTH,
                initial=begun.in_language(language),
                widget=forms.Textarea(attrs={"rows": 9, "lang": language}),
            )

    @property
    def outcome(self) -> str:
        return self.chosen[0].outcome

    @property
    def cited(self) -> list[dict[str, object]]:
        return [as_data(reason) for reason in self.chosen if reason.basis]

    @property
    def texts(self) -> list[tuple[str, str]]:
        """The typed reasons by language, the reader's own first."""
        return [(language, self.cleaned_data[f"reasons_{language}"]) for language in _own_language_first()]

    @property
    def step_data(self) -> dict[str, object]:
        reasons = {name: text for name, text in self.cleaned_data.items() if name != "key"}
        codes = [reason.code for reason in self.chosen]
        return reasons | {"outcome": self.outcome, "template": codes[0], "grounds": codes}


def _begun(case: Case, chosen: Sequence[ReasonTemplate], earlier: Proposal | None) -> Text:
    """A proposal that was sent back goes on where it was, as long as it rests on the same reasons."""
    if earlier is not None:
        rested_on = {ground["code"] for ground in earlier.grounds} or {earlier.template}
        if rested_on == {reason.code for reason in chosen}:
            return earlier.reasons_text
    return reasons_from(chosen, case)


def _own_language_first() -> list[str]:
    return sorted(LANGUAGES, key=lambda language: language != current_language())
