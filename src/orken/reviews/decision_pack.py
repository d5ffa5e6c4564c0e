"""Expert review in the decision pack of a case: to staff with names, to the applicant what their page shows."""

from __future__ import annotations

from fractions import Fraction

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from orken.cases.decision_pack.parts import Block, Copy, Data, Part, Row, iso, lines, moment, said
from orken.reviews.models import Assignment, AssignmentState, Consensus, Scorecard
from orken.reviews.panels import shows_scores_to_applicant
from orken.reviews.queries import assignments_of_case
from orken.reviews.results import ReviewResult, result_of
from orken.reviews.terms import reviewed_stage


def _review(copy: Copy) -> Data | None:
    if not copy.named:
        result = result_of(copy.case) if shows_scores_to_applicant(copy.case) else None
        return _summary(result) if result else None
    assignments = list(assignments_of_case(copy.case))
    if not assignments:
        return None
    result = result_of(copy.case, _counting(copy, assignments))
    rounds = (
        Consensus.objects.filter(case=copy.case).select_related("recorded_by", "ended_by").order_by("asked_at", "pk")
    )
    return {
        **(_summary(result) if result else {}),
        "experts": [_expert(copy, assignment) for assignment in assignments],
        "consensus": [_consensus(copy, one) for one in rounds],
    }


def _counting(copy: Copy, assignments: list[Assignment]) -> list[Scorecard]:
    """Scorecards that count, in the order of filing."""
    stage = reviewed_stage(copy.case)
    filed = [one.scorecard for one in assignments if stage and (one.stage, one.state) == (stage.code, "filed")]
    return sorted(filed, key=lambda card: (card.filed_at, card.pk))


def _summary(result: ReviewResult) -> Data:
    return {
        "criteria": [
            {
                "code": row.criterion.code,
                "title": row.criterion.title.to_data(),
                "lowest": row.criterion.lowest,
                "highest": row.criterion.highest,
                "weight": str(row.criterion.weight),
                "mean": f"{row.mean:.2f}",
                "common": row.common,
            }
            for row in result.rows
        ],
        "totals": [{"reader": reader, "total": f"{total:.2f}"} for reader, total in result.named_totals],
        "common_total": None if result.common_total is None else f"{result.common_total:.2f}",
    }


def _expert(copy: Copy, assignment: Assignment) -> Data:
    """A scorecard that was set aside is told as such; one that was never filed is nobody's."""
    assignment.case = copy.case  # whose definition is read already
    card = getattr(assignment, "scorecard", None)
    filed = card if card is not None and card.filed_at else None
    return {
        "stage": assignment.stage,
        "name": copy.name(assignment.expert.user),
        "state": assignment.state,
        "asked_at": iso(assignment.assigned_at),
        "accepted_at": iso(assignment.accepted_at),
        "due_on": assignment.due_on.isoformat(),
        "ended_at": iso(assignment.ended_at),
        "total": _figure(filed.total) if filed else None,
        "scores": [
            {
                "criterion": one.code,
                "title": one.title.to_data(),
                "score": filed.scores[one.code],
                "reason": filed.comment_on(one.code),
            }
            for one in assignment.terms.criteria
        ]
        if filed
        else [],
        "overall": filed.overall if filed else "",
    }


def _consensus(copy: Copy, one: Consensus) -> Data:
    return {
        "stage": one.stage,
        "asked_at": iso(one.asked_at),
        "agreed_at": iso(one.agreed_at),
        "ended_at": iso(one.ended_at),
        "recorded_by": copy.name(one.recorded_by),
        "ended_by": copy.name(one.ended_by),
        "scores": one.scores,
        "reasons": one.reasons,
        "end_reason": one.end_reason,
    }


def _figure(total: Fraction) -> str:
    return f"{float(total):.2f}"


def _in_words(figure: str) -> str:
    """As the pages show it: with one digit after the sign of the reader's language."""
    return floatformat(figure, 1)


def _say(_copy: Copy, data: Data) -> list[Block]:
    blocks = [Block(_("Scores of the experts"), _summary_rows(data))] if "criteria" in data else []
    blocks += [
        Block(_("Expert: %(name)s") % {"name": one["name"]}, _expert_rows(one)) for one in data.get("experts", ())
    ]
    blocks += [Block(_("Common scores"), _consensus_rows(one)) for one in data.get("consensus", ())]
    return blocks


def _summary_rows(data: Data) -> list[Row]:
    rows = []
    for one in data["criteria"]:
        mean = _("Mean %(mean)s on the scale %(lowest)s–%(highest)s, weight %(weight)s") % {
            **one,
            "mean": _in_words(one["mean"]),
        }
        common = "" if one["common"] is None else _("Common score: %(score)s") % {"score": one["common"]}
        rows.append((said(one["title"]), lines(mean, common)))
    totals = (
        _("Reader %(letter)s") % {"letter": one["reader"]} + f": {_in_words(one['total'])}" for one in data["totals"]
    )
    common_total = data["common_total"]
    common = _("Common score: %(score)s") % {"score": _in_words(common_total)} if common_total else ""
    return [*rows, (_("Weighted total of 100"), lines(*totals, common))]


def _expert_rows(one: Data) -> list[Row]:
    asked = _("asked on %(day)s") % {"day": moment(one["asked_at"])}
    rows = [(_("State"), lines(AssignmentState(one["state"]).label, asked, moment(one["ended_at"])))]
    rows += [(said(score["title"]), lines(score["score"], score["reason"])) for score in one["scores"]]
    if one["total"] is not None:
        rows.append((_("Weighted total of 100"), _in_words(one["total"])))
    return [*rows, (_("Of the whole"), one["overall"])] if one["overall"] else rows


def _consensus_rows(one: Data) -> list[Row]:
    if one["agreed_at"]:
        return [(_("Agreed"), lines(moment(one["agreed_at"]), one["recorded_by"])), (_("Reasons"), one["reasons"])]
    return [(_("Ended without common scores"), lines(moment(one["ended_at"]), one["ended_by"], one["end_reason"]))]


REVIEW = Part("review", _review, _say)
