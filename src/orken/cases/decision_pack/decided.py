"""The decision in a decision pack: who took no part, what was decided and why, what came of an appeal."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orken.cases.appeals import appealed_decision
from orken.cases.decision_pack.parts import Block, Copy, Data, Part, Row, iso, lines, moment, said
from orken.cases.models import Appeal, Case, CaseState, Conflict, ConflictKind, Decision
from orken.cases.queries import without_conflicts
from orken.cases.wording import OUTCOMES, STATES
from orken.rulebook.parameters import Certainty
from orken.ui.wording import current_language


def _recusals(copy: Copy) -> Data:
    """People with a conflict of interest that nobody has dismissed. Why, only staff read, and only its kind."""
    found = Conflict.objects.barring().filter(case=copy.case).select_related("person").order_by("recorded_at", "pk")
    conflicts = list(found)
    people = [
        {
            "name": copy.name(conflict.person),
            "kind": conflict.kind,
            "source": conflict.source,
            "recorded_at": iso(conflict.recorded_at),
            "upheld_at": iso(conflict.upheld_at),
        }
        for conflict in conflicts
    ]
    return {"count": len({one.person_id for one in conflicts}), "conflicts": people if copy.named else []}


def _say_recusals(_copy: Copy, data: Data) -> list[Block]:
    count = data["count"]
    if not count:
        return []
    words = ngettext(
        "%(count)s person took no part because of a conflict of interest.",
        "%(count)s people took no part because of a conflict of interest.",
        count,
    )
    rows = [(_("Conflicts of interest"), words % {"count": count})]
    rows += [
        (one["name"], lines(ConflictKind(one["kind"]).label, moment(one["recorded_at"]))) for one in data["conflicts"]
    ]
    return [Block(_("Recusals"), rows)]


def _decision(copy: Copy, decision: Decision) -> Data:
    """``by`` is the body; a person who decided is named to staff, as is who recorded what a body decided."""
    return {
        "stage": decision.stage,
        "outcome": decision.outcome,
        "decided_at": iso(decision.decided_at),
        "body": decision.body or None,
        "by": copy.name(decision.decided_by),
        "countersigned_by": copy.name(decision.countersigned_by),
        "reasons": decision.reasons,
        "grounds": decision.grounds,
        "replaced_at": iso(decision.replaced_by.decided_at) if hasattr(decision, "replaced_by") else None,
    }


def _decisions(copy: Copy) -> list[Data]:
    return [_decision(copy, decision) for decision in copy.decisions]


def _say_decisions(_copy: Copy, data: list[Data]) -> list[Block]:
    title = _("Decision")
    return [Block(f"{title}: {OUTCOMES[one['outcome']]}", _decision_rows(one)) for one in data]


def _decision_rows(decision: Data) -> list[Row]:
    body = said(decision["body"]) if decision["body"] else _("The operator")
    signed = lines(body, decision["by"], decision["countersigned_by"])
    rows = [(_("Decided"), lines(moment(decision["decided_at"]), signed)), (_("Reasons"), said(decision["reasons"]))]
    rows += [(said(ground["title"]), _basis(ground)) for ground in decision["grounds"] if ground["basis"]]
    if decision["replaced_at"]:
        rows.append((_("Replaced after an appeal"), moment(decision["replaced_at"])))
    return rows


def _basis(ground: Data) -> str:
    certainty = ground["certainty"]
    basis = said(ground["basis"])
    return f"{basis} ({Certainty(certainty).label.in_language(current_language())})" if certainty else basis


def _appeals(copy: Copy) -> Data:
    """Appeals against the decisions, and what an appeal is against, as far as the reader may know of them."""
    appeals = Appeal.objects.filter(decision__case=copy.case).exclude(case__state=CaseState.DRAFT)
    known = without_conflicts(Case.objects.order_by(), copy.reader).values("pk")
    found = appeals.filter(case__in=known).select_related("case").defer("case__words").order_by("case__filed_at", "pk")
    cases = [appeal.case for appeal in found]
    taken: dict[int, list[Data]] = {case.pk: [] for case in cases}
    parts = ("decided_by", "countersigned_by", "replaced_by")
    for one in Decision.objects.filter(case__in=taken).select_related(*parts).order_by("decided_at", "pk"):
        taken[one.case_id].append(_decision(copy, one))
    against = appealed_decision(copy.case, copy.reader)
    return {
        "against": {"number": against.case.number, **_decision(copy, against)} if against else None,
        "received": [{**_appeal(case), "decisions": taken[case.pk]} for case in cases],
    }


def _appeal(case: Case) -> Data:
    return {
        "number": case.number,
        "filed_at": iso(case.filed_at),
        "state": case.state,
        "outcome": case.outcome or None,
        "closed_at": iso(case.closed_at),
    }


def _say_appeals(_copy: Copy, data: Data) -> list[Block]:
    blocks = []
    if against := data["against"]:
        title = _("Appealed against: the decision on %(number)s") % {"number": against["number"]}
        blocks.append(Block(title, [(_("Outcome"), str(OUTCOMES[against["outcome"]])), *_decision_rows(against)]))
    for appeal in data["received"]:
        standing = str(OUTCOMES[appeal["outcome"]] if appeal["outcome"] else STATES[appeal["state"]])
        rows = [(_("Submitted"), moment(appeal["filed_at"])), (_("Outcome"), standing)]
        rows += [row for decision in appeal["decisions"] for row in _decision_rows(decision)]
        blocks.append(Block(_("Appeal %(number)s") % {"number": appeal["number"]}, rows))
    return blocks


RECUSALS = Part("recusals", _recusals, _say_recusals)
DECISIONS = Part("decisions", _decisions, _say_decisions)
APPEALS = Part("appeals", _appeals, _say_appeals)
