"""The application in a decision pack: what was submitted, how it was checked, what the rules said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from orken.cases.answers_in_words import filed_in_words
from orken.cases.decision_pack.parts import Block, Copy, Data, Part, Row, iso, lines, moment, said
from orken.cases.evidence import filed_standings
from orken.cases.presentation import remarks_with_titles
from orken.cases.wording import name_of_fact, parameter_in_words
from orken.documents.models import Verdict
from orken.kernel.money import Money
from orken.kernel.text import Text
from orken.rulebook.rules import RuleResult
from orken.ui.wording import current_language, day_in_words


def _filing(copy: Copy) -> Data:
    """``content`` is what the hash is of, word for word; documents are in it with their own hashes."""
    filing = copy.filing
    return {
        "number": filing.number,
        "filed_at": iso(filing.filed_at),
        "filed_by": str(filing.filed_by),
        "content_hash": filing.content_hash,
        "content": filing.content,
    }


def _say_filing(copy: Copy, data: Data) -> list[Block]:
    documents = data["content"]["documents"]
    facts = [
        (_("Receipt"), data["number"]),
        (_("Submitted"), lines(moment(data["filed_at"]), data["filed_by"])),
        (_("Checksum (SHA-256)"), data["content_hash"]),
    ]
    blocks = [Block(_("What was submitted"), facts)]
    answered = filed_in_words(copy.case.definition, data["content"]["answers"])
    blocks += [Block(section, rows) for section, rows in answered if rows]
    if documents:
        rows = [(_title(copy, kind), lines(filed["filename"], filed["sha256"])) for kind, filed in documents.items()]
        blocks.append(Block(_("Documents"), rows))
    return blocks


def _checks(copy: Copy) -> Data:
    """Remarks that were sent, all rounds, and what was found of the documents of the filing."""
    sent = copy.case.remarks.filter(sent_at__isnull=False).select_related("author", "answered_by", "filing")
    return {
        "remarks": [
            {
                "filing": remark.filing.number,
                "target": remark.target,
                "title": title.to_data(),
                "text": remark.text,
                "sent_at": iso(remark.sent_at),
                "by": copy.name(remark.author),
                "answered_by": remark.answered_by.number if remark.answered_by else None,
            }
            for title, remark, _url in remarks_with_titles(copy.case, sent.order_by("written_at", "pk"))
        ],
        "documents": list(_findings(copy)),
    }


def _findings(copy: Copy) -> Iterator[Data]:
    for reference, standing in sorted(filed_standings([copy.filing]).items()):
        for found in standing.document.verifications.all():
            yield {
                "document": reference,
                "kind": standing.document.kind,
                "verdict": found.verdict,
                "reason": found.reason,
                "at": iso(found.verified_at),
                "by": copy.name(found.verified_by),
            }


def _say_checks(copy: Copy, data: Data) -> list[Block]:
    rows = [_remark(remark) for remark in data["remarks"]]
    for found in data["documents"]:
        verdict = str(Verdict(found["verdict"]).label)
        rows.append(
            (_title(copy, found["kind"]), lines(verdict, found["reason"], _when_and_who(found["at"], found["by"])))
        )
    return [Block(_("Checks of completeness"), rows or [(_("Remarks"), _("none"))])]


def _remark(remark: Data) -> Row:
    answer = remark["answered_by"]
    reply = _("Answered by %(number)s") % {"number": answer} if answer else _("Not answered")
    return said(remark["title"]), lines(remark["text"], _when_and_who(remark["sent_at"], remark["by"]), reply)


def _rules(copy: Copy) -> list[Data]:
    trace: list[Data] = copy.filing.trace
    return trace


def _say_rules(copy: Copy, data: list[Data]) -> list[Block]:
    rows = [_rule(copy, RuleResult.from_data(result)) for result in data]
    return [Block(_("What the rules said when it was submitted"), rows)] if rows else []


def _rule(copy: Copy, result: RuleResult) -> Row:
    language = current_language()
    basis = result.rule.basis
    seen = (
        f"{name_of_fact(name, copy.case.definition)} ({name}): {_plain(value)}" for name, value in result.facts.items()
    )
    values = (
        f"{parameter_in_words(one)} ({lines(one.act) or '—'}; {one.certainty.label.in_language(language)})"
        for one in result.parameters
    )
    return result.rule.title.in_language(language), lines(
        result.outcome.label.in_language(language),
        basis.in_language(language) if isinstance(basis, Text) else basis,
        *seen,
        *(_("Value applied: %(value)s") % {"value": value} for value in values),
    )


def _plain(value: object) -> str:
    match value:
        case None:
            return "—"
        case bool():
            return _("yes") if value else _("no")
        case date():
            return day_in_words(value)
        case Money():
            return value.format(current_language())
        case list():
            return ", ".join(value)
    return str(value)


def _when_and_who(at: str, by: str | None) -> str:
    return ", ".join(filter(None, [moment(at), by]))


def _title(copy: Copy, kind: str) -> str:
    asked = (section.document for section in copy.case.definition.sections if section.document)
    return next((it.title.in_language(current_language()) for it in asked if it.kind == kind), kind)


FILING = Part("filing", _filing, _say_filing)
CHECKS = Part("checks", _checks, _say_checks)
RULES = Part("rules", _rules, _say_rules)
