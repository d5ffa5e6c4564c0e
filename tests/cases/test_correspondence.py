"""Messages to applicants and their templates: who and what is refused first."""

from __future__ import annotations

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError, transaction

from orken.cases.letters import check_placeholders, filled, language_of_applicant
from orken.cases.models import Message, MessageTemplate
from orken.cases.services.correspondence import Letter, keep_template, send_message
from orken.journal.models import Entry
from orken.kernel.errors import RuleViolation
from orken.kernel.text import Text
from orken.notices.models import Notice
from orken.parties.models import Mandate, Role
from tests.factories.cases import filed_residency_case, load_rules_and_procedures, officer, step
from tests.factories.correspondence import MessageTemplateFactory
from tests.factories.parties import MandateFactory
from tests.simultaneous import at_once

LETTER = Letter("Құжат", "Құжатты толықтырыңыз.", "kk")


@pytest.fixture
def procedures(db):
    load_rules_and_procedures()


@pytest.fixture
def filed(procedures):
    case, _founder = filed_residency_case()
    return case


@pytest.fixture
def at_the_desk(client, procedures):
    person = officer()
    client.force_login(person)
    return person


def write(client, case, template="", **data):
    address = f"/en/desk/cases/{case.reference}/write/" + (f"?template={template}" if template else "")
    return client.post(address, data) if data else client.get(address)


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("$applicnat", "unknown_placeholder"),
        ("Dear ${person},", "unknown_placeholder"),
        ("costs 5 $", "lone_dollar"),
        ("$5", "lone_dollar"),
    ],
)
def test_text_with_a_placeholder_that_no_case_has_is_refused_with_the_known_ones(text, code):
    with pytest.raises(RuleViolation, match=r"\$case_number") as refused:
        check_placeholders(text)
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["", "$applicant: $case_number, ${due}", "5 $$", "$procedure $state $officer"])
def test_known_placeholders_and_doubled_dollars_are_fine(text):
    check_placeholders(text)


def test_closed_case_gets_no_message(filed):
    step(filed, "withdraw", filed.opened_by)
    with pytest.raises(RuleViolation, match="closed"):
        send_message(filed, LETTER, actor=officer(), key="k")
    assert not Message.objects.exists()


def test_message_that_nobody_would_read_is_refused(filed):
    Mandate.objects.all().delete()
    with pytest.raises(RuleViolation, match="Nobody acts"):
        send_message(filed, LETTER, actor=officer(), key="k")


def test_message_reaches_everybody_once_and_stands_in_the_journal(filed):
    clerk = officer()
    Notice.objects.all().delete()
    assert send_message(filed, LETTER, actor=clerk, key="k") == send_message(filed, LETTER, actor=clerk, key="k")
    notice = Notice.objects.get()
    assert notice.subject == f"{filed.number}: Құжат"
    assert "Құжатты толықтырыңыз." in notice.body
    assert f"/cases/{filed.reference}/" in notice.body
    entry = Entry.objects.get(action="case.message_sent")
    assert (entry.actor, entry.subject, entry.data["subject"]) == (clerk, filed.subject, "Құжат")


def test_sent_message_cannot_be_changed(filed):
    message = send_message(filed, LETTER, actor=officer(), key="k")
    message.body = "Басқа"
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        message.save()


def test_placeholders_are_filled_in_the_language_of_the_text(filed, travel):
    assert filled("$procedure", filed, "ru") == "Приём в резиденты"
    assert filled("$procedure / $officer", filed, "kk") == "Резиденттікке қабылдау / —"
    assert filled("$case_number $$ $applicant", filed, "en") == f"{filed.number} $ {filed.applicant.name}"


def test_due_day_is_that_of_the_running_clock_and_a_closed_case_has_none(procedures, travel):
    travel("2026-03-02")
    case, founder = filed_residency_case()
    assert filled("$due", case, "en") == "10\u00a0March\u00a02026"
    assert filled("$due", case, "kk") == "2026\u00a0ж.\u00a010\u00a0наурыз"
    step(case, "withdraw", founder)
    assert filled("$due", case, "en") == "—"


def test_language_is_that_of_the_person_who_submitted(filed):
    filed.opened_by.language = "ru"
    filed.opened_by.save()
    assert language_of_applicant(filed) == "ru"


def test_officer_of_the_applicants_own_organisation_does_not_write(client, filed):
    acting = officer()
    client.force_login(acting)
    MandateFactory(user=acting, organisation=filed.applicant)
    assert write(client, filed).status_code == 403
    assert write(client, filed, subject="A", body="B", key="k", then="send").status_code == 403
    assert not Message.objects.exists()


def test_signatory_does_not_write(client, filed):
    client.force_login(officer(Role.SIGNATORY))
    assert write(client, filed, subject="A", body="B", key="k", then="send").status_code == 403
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {"subject": "", "body": "B"},
        {"subject": "A\u202eB", "body": "B"},
        {"subject": "A"},
        {"subject": "A", "body": "B\nC\u202eD"},
    ],
)
def test_unfinished_or_deceiving_message_is_not_sent(client, at_the_desk, filed, data):
    assert write(client, filed, key="k", then="send", **data).status_code == 422
    assert not Message.objects.exists()


def test_officer_begins_with_a_template_edits_previews_and_sends(client, at_the_desk, filed):
    template = MessageTemplateFactory()
    page = soup(write(client, filed, template.reference))
    subject = page.select_one("input[name=subject]")
    assert subject["value"] == f"kk {filed.number}: {filed.applicant.name}"
    assert subject["lang"] == "kk"
    key = page.select_one("input[name=key]")["value"]
    data = {"key": key, "subject": subject["value"], "body": "Өзім жаздым: 5 $"}
    preview = write(client, filed, template.reference, then="preview", **data)
    assert "Өзім жаздым" in soup(preview).select_one(".letter").text
    assert not Message.objects.exists()
    for _press in range(2):
        assert write(client, filed, template.reference, then="send", **data).status_code == 302
    message = Message.objects.get()
    assert (message.template, message.language, message.body) == (template, "kk", "Өзім жаздым: 5 $")


def test_message_to_a_case_that_was_closed_meanwhile_stays_on_the_page(client, at_the_desk, filed):
    step(filed, "withdraw", filed.opened_by)
    refused = write(client, filed, key="k", then="send", subject="Құжат", body="Ұзақ жазылған хат")
    assert refused.status_code == 422
    assert "Ұзақ жазылған хат" in soup(refused).select_one(".letter").text
    assert not Message.objects.exists()


def test_template_that_is_switched_off_is_not_offered(client, at_the_desk, filed):
    template = MessageTemplateFactory(words="Ескі")
    client.force_login(officer(Role.HEAD_OF_UNIT))
    client.post(f"/en/desk/templates/{template.reference}/", {"then": "switch_off"})
    assert not soup(write(client, filed)).select("select[name=template]")
    assert soup(write(client, filed, template.reference)).select_one("input[name=subject]").get("value", "") == ""
    client.post(f"/en/desk/templates/{template.reference}/", {"then": "switch_on"})
    assert soup(write(client, filed, template.reference)).select_one("input[name=subject]")["value"] == "kk Ескі"


def test_applicant_and_officer_find_the_message_with_the_case(client, filed):
    clerk = officer()
    send_message(filed, Letter("<b>Сұрақ</b>", "Қай жыл?", "kk"), actor=clerk, key="k")
    for person, address in ((filed.opened_by, "cases"), (clerk, "desk/cases")):
        client.force_login(person)
        page = client.get(f"/en/{address}/{filed.reference}/").content.decode()
        assert "Қай жыл?" in page
        assert "&lt;b&gt;Сұрақ" in page
        assert "Message to the applicant" in page


def texts(**changes):
    data = {
        f"{name}_{language}": f"{name} {language}" for name in ("subject", "body") for language in ("kk", "ru", "en")
    }
    return data | changes


def test_officer_does_not_keep_templates(client, at_the_desk, procedures):
    template = MessageTemplateFactory()
    for page in ("", "new/", f"{template.reference}/"):
        assert client.get(f"/en/desk/templates/{page}").status_code == 403
        assert client.post(f"/en/desk/templates/{page}", texts()).status_code == 403
    assert MessageTemplate.objects.get().subject == template.subject


@pytest.mark.parametrize("changes", [{"body_ru": "$applicnat"}, {"subject_kk": ""}, {"subject_en": "x" * 151}])
def test_template_that_would_not_work_is_refused_and_kept_on_the_page(client, changes, procedures):
    client.force_login(officer(Role.HEAD_OF_UNIT))
    response = client.post("/en/desk/templates/new/", texts(**changes))
    assert response.status_code == 422
    assert soup(response).select_one("textarea[name=body_kk]").text.strip() == "body kk"
    assert not MessageTemplate.objects.exists()
    if "body_ru" in changes:
        assert "$applicnat is no placeholder. These are: $applicant" in response.content.decode()


def test_service_refuses_unknown_placeholders_too(procedures):
    good, bad = Text("к", "р", "e"), Text("к", "р", "$nobody")
    with pytest.raises(RuleViolation) as refused:
        keep_template(MessageTemplate(), subject=good, body=bad, actor=officer(Role.HEAD_OF_UNIT))
    assert refused.value.field == "body_en"


def test_head_adds_changes_and_switches_off(client, procedures):
    head = officer(Role.HEAD_OF_UNIT)
    client.force_login(head)
    assert "No templates yet" in client.get("/en/desk/templates/").content.decode()
    client.post("/en/desk/templates/new/", texts(body_en="$applicant, $due"))
    template = MessageTemplate.objects.get()
    client.post(f"/en/desk/templates/{template.reference}/", texts(subject_en="Ready"))
    client.post(f"/en/desk/templates/{template.reference}/", {"then": "switch_off"})
    page = client.get("/en/desk/templates/").content.decode()
    assert "Ready" in page
    assert "Switched off" in page
    actions = Entry.objects.filter(subject=f"message_template:{template.reference}").values_list("action", flat=True)
    assert list(actions) == ["message_template.kept", "message_template.kept", "message_template.switched_off"]


@pytest.mark.django_db(transaction=True)
def test_pressing_twice_at_once_sends_one_message(transactional_db):
    load_rules_and_procedures()
    case, _founder = filed_residency_case()
    clerk, key = officer(), uuid4().hex
    results = at_once(*[lambda: send_message(case, LETTER, actor=clerk, key=key)] * 2)
    assert {result.pk for result in results} == {Message.objects.get().pk}
