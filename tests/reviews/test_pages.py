"""The pages of experts and officers, by what stands in them and what does not."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from orken.cases.models import Conflict
from orken.journal.queries import entries_about
from orken.parties.models import Role
from orken.reviews.models import Assignment, AssignmentState, Consensus, Expert, Scorecard
from orken.reviews.services.concluding import record_consensus
from tests.factories.cases import officer
from tests.factories.conflicts import ConflictFactory
from tests.factories.parties import OrganisationFactory, PersonFactory
from tests.factories.reviews import (
    APPLICANT,
    HIGH,
    LOW,
    SECRET,
    ExpertFactory,
    asked,
    case_in_review,
    commented,
    filed,
    publish_reviewed_stall,
    reading,
    review_begins,
)
from tests.standing import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing")]

standing = built_once(review_begins)


def of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person, name: str, *arguments: str, status: int = 200) -> str:
    response = of(person).get(reverse(name, args=arguments))
    assert response.status_code == status, response.status_code
    return response.content.decode()


def sent(person, name: str, *arguments: str, status: int = 302, **data: str) -> str:
    response = of(person).post(reverse(name, args=arguments), data)
    assert response.status_code == status, response.status_code
    return response.content.decode()


class TestBlind:
    """What a blind review hides is in no page, nor in the names of its files."""

    def hidden_in(self, case) -> list[str]:
        licence = case.evidence.get(kind="licence").document
        return ["Жасырын атау", case.applicant.bin, case.applicant.reference, SECRET, "Exhibits", licence.reference]

    def test_nothing_hidden_is_in_any_page_of_an_expert(self, case):
        first, second = asked(case), reading(case)
        before = page(first.expert.user, "reviews:answer", first.reference)
        person, reference = second.expert.user, second.reference
        shown = [before, page(person, "reviews:mine"), page(person, "reviews:review", reference)]
        sent(person, "reviews:review", reference, file="yes", **commented(HIGH))
        shown.append(page(person, "reviews:file", reference))
        sent(person, "reviews:file", reference)
        shown += [page(person, "reviews:review", reference), page(person, "reviews:consensus", reference)]
        for text in shown:
            assert [hidden for hidden in self.hidden_in(case) if hidden in text] == []
            assert "anyqtama.pdf" not in text
        assert "120" in shown[2]
        assert "Astana" in before

    def test_a_hidden_document_does_not_open_and_others_are_named_by_their_kind(self, case):
        assignment = reading(case)
        documents = {one.kind: one.document.reference for one in case.evidence.select_related("document")}
        client = of(assignment.expert.user)
        address = reverse("reviews:document", args=[assignment.reference, documents["licence"]])
        assert client.get(address).status_code == 404
        opened = client.get(reverse("reviews:document", args=[assignment.reference, documents["drawing"]]))
        assert opened["Content-Disposition"] == 'attachment; filename="drawing.pdf"'
        assert b"".join(opened.streaming_content).startswith(b"%PDF")
        last = list(entries_about(case.subject))[-1]
        assert (last.action, last.organisation_id) == ("review.document_opened", None)

    def test_without_hidden_questions_the_applicant_is_named(self):
        publish_reviewed_stall(hidden=[])
        assignment = reading(case_in_review())
        text = page(assignment.expert.user, "reviews:review", assignment.reference)
        assert APPLICANT in text
        assert SECRET in text
        assert "anyqtama.pdf" in text


class TestBeforeTheDeclaration:
    def test_only_what_a_conflict_is_judged_by_is_shown(self):
        publish_reviewed_stall(hidden=[])
        assignment = asked(case_in_review())
        text = page(assignment.expert.user, "reviews:answer", assignment.reference)
        assert APPLICANT in text
        assert SECRET not in text
        assert "3 sections" in text
        assert "2 documents" in text

    def test_no_page_and_no_document_opens(self, case):
        assignment = asked(case)
        person, document = assignment.expert.user, case.evidence.get(kind="drawing").document.reference
        for name, arguments in (
            ("reviews:file", [assignment.reference]),
            ("reviews:consensus", [assignment.reference]),
            ("reviews:document", [assignment.reference, document]),
        ):
            page(person, name, *arguments, status=403)
        response = of(person).get(reverse("reviews:review", args=[assignment.reference]))
        assert response["Location"] == reverse("reviews:answer", args=[assignment.reference])
        sent(person, "reviews:review", assignment.reference, status=403, **HIGH)

    def test_declared_free_it_opens_at_once(self, case):
        assignment = asked(case)
        response = of(assignment.expert.user).post(
            reverse("reviews:answer", args=[assignment.reference]), {"then": "free"}
        )
        assert response["Location"] == assignment.get_absolute_url()

    def test_a_declared_conflict_takes_everything_away(self, case):
        assignment = reading(case)
        person = assignment.expert.user
        sent(person, "reviews:answer", assignment.reference, status=422, then="conflict")
        sent(person, "reviews:answer", assignment.reference, then="conflict", kind="family", text="Інім")
        assert Conflict.objects.get().person == person
        page(person, "reviews:review", assignment.reference, status=404)
        assert assignment.case.number not in page(person, "reviews:mine")

    def test_declining_needs_a_reason(self, case):
        assignment = asked(case)
        person = assignment.expert.user
        sent(person, "reviews:answer", assignment.reference, status=422, then="decline", reason=" ")
        sent(person, "reviews:answer", assignment.reference, then="decline", reason="Уақытым жоқ")
        assert Assignment.objects.get().state == AssignmentState.DECLINED


class TestReviewing:
    def save(self, assignment, **typed):
        address = reverse("reviews:review", args=[assignment.reference])
        return of(assignment.expert.user).post(address, typed, headers={"X-Requested-With": "fetch"})

    def test_the_script_is_told_what_was_saved(self, case):
        assignment = reading(case)
        answer = self.save(assignment, **HIGH, revision="0", touched="- score-novelty score-team")
        assert (answer.status_code, answer.json()["revision"], answer.json()["conflicts"]) == (200, 1, [])
        assert Scorecard.objects.get().scores == {"novelty": 4, "team": 5}

    def test_what_the_database_cannot_keep_is_left_out(self, case):
        assignment = reading(case)
        assert self.save(assignment, overall="Жақ\x00сы\r\nиә").status_code == 200
        assert Scorecard.objects.get().overall == "Жақсы\nиә"

    def test_an_old_window_shows_both(self, case):
        assignment = reading(case)
        self.save(assignment, overall="Бірінші", revision="0", touched="- overall")
        answer = self.save(assignment, overall="Екінші", revision="0", touched="- overall")
        assert (answer.status_code, answer.json()["conflicts"]) == (409, ["overall"])
        text = sent(assignment.expert.user, "reviews:review", assignment.reference, status=409, overall="Екінші")
        assert "«Бірінші»" in text
        assert "Екінші</textarea>" in text

    def test_taken_back_the_script_hears_why(self, case):
        assignment = reading(case)
        Assignment.objects.update(state="replaced", ended_at="2026-01-01T00:00Z")
        answer = self.save(assignment, **HIGH)
        assert (answer.status_code, "taken this review back" in answer.json()["message"]) == (422, True)

    def test_filing_says_what_is_missing(self, case):
        assignment = reading(case)
        person = assignment.expert.user
        sent(person, "reviews:review", assignment.reference, file="yes", **{"score-team": "5"})
        text = page(person, "reviews:file", assignment.reference, status=422)
        assert "Choose a score: Novelty" in text
        assert 'href="#q-comment-team"' in text

    def test_filed_it_is_shown_and_not_changed(self, case):
        assignment = filed(reading(case))
        person = assignment.expert.user
        text = page(person, "reviews:review", assignment.reference)
        assert "<textarea" not in text
        sent(person, "reviews:file", assignment.reference, status=403)


class TestComparing:
    def test_others_scores_are_hidden_until_one_s_own_is_filed(self, case):
        filed(reading(case), HIGH)
        second = reading(case)
        page(second.expert.user, "reviews:consensus", second.reference, status=403)
        assert "Тәжірибелі." not in page(second.expert.user, "reviews:review", second.reference)

    def test_the_spread_is_shown_without_names(self, case):
        first, second = filed(reading(case), HIGH), filed(reading(case), LOW)
        text = page(second.expert.user, "reviews:consensus", second.reference)
        assert "The totals lie 100.0 points apart." in text
        assert first.expert.user.full_name not in text.replace(second.expert.user.full_name, "")

    def test_common_scores_by_the_page(self, case):
        first, second = filed(reading(case), HIGH), filed(reading(case), LOW)
        person = first.expert.user
        text = sent(person, "reviews:consensus", first.reference, status=422, then="record", reasons="Келістік.")
        assert "Келістік." in text
        common = {"common-novelty": "2", "common-team": "5", "reasons": "Келістік.", "revision": "0"}
        sent(person, "reviews:consensus", first.reference, then="record", **common)
        sent(second.expert.user, "reviews:consensus", second.reference, then="confirm", revision="1")
        case.refresh_from_db()
        assert case.stage == "approval"
        assert "All agree" in page(person, "reviews:consensus", first.reference)

    def test_scores_recorded_meanwhile_are_read_first(self, case):
        first, second = filed(reading(case), HIGH), filed(reading(case), LOW)
        common = {"novelty": "2", "team": "5"}
        record_consensus(first.reference, common, "Келістік.", seen_revision=0, actor=first.expert.user)
        record_consensus(second.reference, common, "Басқаша.", seen_revision=1, actor=second.expert.user)
        sent(first.expert.user, "reviews:consensus", first.reference, status=422, then="confirm", revision="1")
        assert not Consensus.objects.get().confirmations.filter(assignment=first, revision=2).exists()


class TestDesk:
    def test_the_page_of_the_case_leads_to_its_experts(self, case):
        clerk = officer()
        assert reverse("reviews:case_experts", args=[case.reference]) in page(clerk, "cases:desk_case", case.reference)

    def test_scores_are_shown_when_all_have_read_and_stay_within_reach(self, case):
        clerk = officer()
        experts = reverse("reviews:case_experts", args=[case.reference])
        filed(reading(case))
        assert "Тәжірибелі." not in page(clerk, "reviews:case_experts", case.reference)
        filed(reading(case))
        assert "Тәжірибелі." in page(clerk, "reviews:case_experts", case.reference)
        case.refresh_from_db()
        assert case.stage == "approval"
        assert experts in page(clerk, "cases:desk_case", case.reference)

    def test_the_counter_and_asking(self, case):
        clerk, expert = officer(), ExpertFactory()
        filed(reading(case))
        assert "1 of 2" in page(clerk, "reviews:case_experts", case.reference)
        sent(clerk, "reviews:case_experts", case.reference, status=404, expert="\x00")
        sent(clerk, "reviews:case_experts", case.reference, expert=expert.reference)
        assert Assignment.objects.get(expert=expert).assigned_by == clerk

    def test_replaced_by_the_page(self, case):
        clerk, expert = officer(), ExpertFactory()
        late = reading(case)
        arguments = (case.reference, late.reference)
        sent(clerk, "reviews:assignment", *arguments, status=422, expert=expert.reference)
        sent(clerk, "reviews:assignment", *arguments, expert=expert.reference, reason="Кешікті")
        assert Assignment.objects.get(expert=expert).replaces == late

    def test_an_assignment_of_another_case_is_not_found(self, case):
        other = asked(case_in_review())
        page(officer(), "reviews:assignment", case.reference, other.reference, status=404)

    def test_an_officer_in_conflict_sees_no_experts(self, case):
        clerk = officer()
        ConflictFactory(case=case, person=clerk)
        page(clerk, "reviews:case_experts", case.reference, status=404)

    def test_experts_see_nothing_of_the_desk(self, case):
        person = reading(case).expert.user
        page(person, "reviews:case_experts", case.reference, status=404)
        page(person, "cases:desk_case", case.reference, status=404)
        page(person, "reviews:experts", status=403)


class TestProfiles:
    def typed(self, **changes: object) -> dict[str, object]:
        return {"fields_known": ["01", "03"], "languages": ["kk"], "capacity": "2"} | changes

    def test_made_changed_and_ended(self):
        clerk, person = officer(Role.SECRETARY), PersonFactory()
        employer = OrganisationFactory()
        away = {"away_from_0": "2026-12-01", "away_to_0": "2026-12-09"}
        sent(clerk, "reviews:new_expert", **self.typed(email=person.email, employer_bin=employer.bin, **away))
        expert = Expert.objects.get()
        assert (expert.user, expert.fields, expert.employer) == (person, ["01", "03"], employer)
        assert expert.away.get().last_day.isoformat() == "2026-12-09"
        assert "2026-12-09" in page(clerk, "reviews:expert", expert.reference)
        sent(clerk, "reviews:expert", expert.reference, **self.typed(capacity="7"))
        sent(clerk, "reviews:expert", expert.reference, then="end")
        expert.refresh_from_db()
        assert (expert.capacity, expert.away.count(), expert.ended_at is None) == (7, 0, False)
        assert [entry.action for entry in entries_about(expert.subject)] == [
            "expert.made",
            "expert.changed",
            "expert.ended",
        ]

    @pytest.mark.parametrize(
        "changes",
        [
            {"email": "joq@orken.example"},
            {"fields_known": []},
            {"fields_known": ["99"]},
            {"languages": []},
            {"capacity": "0"},
            {"employer_bin": "000000000000"},
            {"away_from_0": "2026-12-09", "away_to_0": "2026-12-01"},
            {"away_from_0": "2026-12-09"},
        ],
    )
    def test_what_cannot_be_is_refused(self, changes):
        person = PersonFactory()
        sent(officer(), "reviews:new_expert", status=422, **self.typed(email=person.email) | changes)
        assert not Expert.objects.exists()

    def test_nobody_of_the_desk_becomes_an_expert_and_nobody_by_themselves(self):
        clerk = officer()
        for person in (clerk, officer(Role.SIGNATORY), ExpertFactory().user):
            sent(clerk, "reviews:new_expert", status=422, **self.typed(email=person.email))
        assert Expert.objects.count() == 1

    def test_statistics_are_the_secretary_s_and_leave_out_cases_in_conflict(self, case):
        secretary = officer(Role.SECRETARY)
        expert = filed(reading(case)).expert
        page(officer(), "reviews:statistics", status=403)
        assert str(expert) in page(secretary, "reviews:statistics")
        ConflictFactory(case=case, person=secretary)
        assert str(expert) not in page(secretary, "reviews:statistics")
