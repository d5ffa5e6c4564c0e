"""The rows of the queue, written here and not by a template: there are fifty of them on every page of the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orken.cases.models import Case, CaseState
from orken.cases.templatetags.cases import case_clock, case_state
from orken.ui.templatetags.ui import day
from orken.ui.wording import current_language

PLACE = "0000000000000000"  # of a reference in an address

ROW = (
    '<tr data-item>{}<td class="number"><a class="mono" data-open href="{}">{}</a></td><td class="applicant">{}</td>'
    '<td>{}</td><td>{}{}</td><td>{}</td><td>{}</td><td class="submitted">{}</td></tr>'
)


def rows_markup(rows: Sequence[tuple[Case, int]], *, handles: bool) -> SafeString:
    """``rows`` are cases with the number of their remarks that are not sent; ``handles`` offers to select and take."""
    language, address = current_language(), _addresses("cases:desk_case")
    select = _select_boxes() if handles else _nothing
    officer = _officers(_taking() if handles else _nothing)
    return format_html_join(
        "\n",
        ROW,
        (
            (
                select(case),
                address(case.reference),
                case.number,
                case.applicant,
                case.definition.title.in_language(language),
                case_state(case),
                _unsent(number) if number else "",
                case_clock(case),
                officer(case),
                day(case.filed_at),
            )
            for case, number in rows
        ),
    )


def _nothing(_case: Case) -> str:
    return ""


def _addresses(name: str) -> Callable[[str], str]:
    """Addresses of one page for many cases: resolved once, since they differ in the reference alone."""
    before, _place, after = reverse(name, args=[PLACE]).partition(PLACE)
    return lambda reference: f"{before}{reference}{after}"


def _select_boxes() -> Callable[[Case], SafeString]:
    words = _("Select %(case)s")
    box = '<td class="select"><input type="checkbox" form="batch" name="case" value="{}" aria-label="{}"></td>'
    return lambda case: format_html(box, case.reference, words % {"case": case})


def _officers(otherwise: Callable[[Case], str]) -> Callable[[Case], object]:
    return lambda case: case.assignee or otherwise(case) or "—"


def _taking() -> Callable[[Case], str]:
    address, word = _addresses("web:take"), _("Take")
    button = (
        '<button class="button plain small" form="take" formaction="{}" data-take>'
        '{}<span class="visually-hidden"> {}</span></button>'
    )
    return lambda case: (
        "" if case.state == CaseState.CLOSED else format_html(button, address(case.reference), word, case.number)
    )


def _unsent(number: int) -> SafeString:
    words = ngettext("%(number)s remark not sent", "%(number)s remarks not sent", number)
    return format_html("<br><small>{}</small>", words % {"number": number})
