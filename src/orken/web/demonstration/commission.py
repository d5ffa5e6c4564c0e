"""The commission of the demonstration: one session that has decided, and one at which members vote now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from orken.cases.grounds import reasons_from
from orken.cases.models import Case, Declaration
from orken.cases.services.conflicts import declare
from orken.commission.models import Ballot, Body, Form, Item, Membership, Office, Session
from orken.commission.services.agenda import invite, note_attendance, prepare_session, put_on_agenda
from orken.commission.services.balloting import cast_vote, open_items, open_session
from orken.commission.services.bodies import Term, appoint, create_body, set_rules
from orken.commission.services.counting import close_session
from orken.commission.services.deciding import record_decision
from orken.commission.services.minutes import sign_minutes, signers_of, write_minutes
from orken.commission.voting import Choice, Majority, Rules, Share
from orken.kernel.text import Text
from orken.parties.models import User


@dataclass(frozen=True)
class Commission:
    body: Body
    secretary: User
    members: Sequence[Membership]
    password: str

    @classmethod
    def of(cls, script: Mapping[str, Any], password: str) -> Commission:
        """The body with its members and rules, from today on."""
        secretary, today = User.objects.get(email=script["secretary"]), timezone.localdate()
        body = create_body(script["body"], Text.from_data(script["name"]), Ballot.OPEN, actor=secretary)
        members = [
            appoint(body, User.objects.get(email=email), Office(office), Term(today), actor=secretary)
            for email, office in script["members"].items()
        ]
        given = script["rules"]
        rules = Rules(Share(**given["quorum"]), Majority(given["majority"]), casting_vote=given["casting_vote"])
        set_rules(body, rules, today, Text.from_data(given["citation"]), actor=secretary)
        return cls(body, secretary, members, password)

    def decide(self, decided: Sequence[tuple[Case, Mapping[str, Any]]]) -> None:
        """A session from its agenda to its signed minutes; each decision has its ``reason`` and its ``votes``."""
        session = self._open([case for case, _decision in decided], declaring=self.members)
        decisions = {case.pk: decision for case, decision in decided}
        for item in session.items.select_related("case"):
            self._vote(item, decisions[item.case_id]["votes"])
        close_session(session, actor=self.secretary)
        for item in session.items.select_related("case__version", "case__applicant"):
            record_decision(item, _in_words(item.case, decisions[item.case_id]["reason"]), actor=self.secretary)
        self._sign(session)

    def sit(self, cases: Sequence[Case]) -> None:
        """A session under way: all but the last member have declared, the chair has voted."""
        session = self._open(cases, declaring=self.members[:-1])
        for item in session.items.select_related("case"):
            self._vote(item, [Choice.FOR])

    def _open(self, cases: Iterable[Case], *, declaring: Iterable[Membership]) -> Session:
        secretary = self.secretary
        session = prepare_session(self.body, Form.IN_PERSON, timezone.now(), actor=secretary)
        items = put_on_agenda(session, cases, actor=secretary)
        invite(session, actor=secretary)
        for member in declaring:
            for item in items:
                declare(item.case, person=member.user, task=Declaration.Task.COMMISSION, kind=None)
        note_attendance(session, [member.pk for member in self.members], actor=secretary)
        opened = open_session(session, actor=secretary)
        open_items(opened, items, actor=secretary)
        return opened

    def _vote(self, item: Item, votes: Iterable[str]) -> None:
        """One vote of each member, in the order of their appointment."""
        for member, choice in zip(self.members, votes, strict=False):
            cast_vote(item, person=member.user, choice=Choice(choice), key=f"demo:{item.reference}:{member.pk}")

    def _sign(self, session: Session) -> None:
        minutes = write_minutes(session, actor=self.secretary)
        data = {"content_hash": minutes.content_hash, "password": self.password}
        for signer, _office in signers_of(minutes).values():
            sign_minutes(minutes, signer=signer, data=data)


def _in_words(case: Case, reason: str) -> dict[str, object]:
    stage = case.definition.stage(case.stage)
    template = next(one for one in stage.reasons if one.code == reason)
    reasons = reasons_from([template], case).to_data()
    return {"template": reason, **{f"reasons_{language}": text for language, text in reasons.items()}}
