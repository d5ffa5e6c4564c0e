"""People who file over HTTP as a browser does, and press again when they get no answer. Runs in processes of its own.

Nothing here knows the portal's code: what these processes write down is what a person outside was told.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import requests

PATIENCE_SECONDS = 300
PAUSE_SECONDS = 1.0
ANSWER_SECONDS = 40
LOGIN = "accounts/login/"
HURRIED_SECONDS = 0.03
HURRIED = 0.15  # of those who submit press a second time before the first answer has come


@dataclass(frozen=True)
class Applicant:
    """A person with the drafts that wait for them; ``address`` is theirs alone, as the proxy would say it."""

    email: str
    password: str
    address: str
    cases: tuple[str, ...]


@dataclass(frozen=True)
class Receipt:
    """What the person was told on the receipt, what they had uploaded, and how often they had to press again."""

    case: str
    number: str
    content_hash: str
    document: str
    repeated: int
    signed_in_again: int


class Refused(Exception):
    """The portal answered, but not as it should; or it did not answer for minutes."""


class Browser:
    """Keeps its cookies, and repeats a request until the portal answers it."""

    def __init__(self, portal: str, applicant: Applicant, chance: random.Random) -> None:
        self.portal, self.applicant, self.chance = portal, applicant, chance
        self.repeated = 0
        self.signed_in = 0
        self.session = requests.Session()
        self.session.headers.update({"X-Forwarded-For": applicant.address, "Accept-Language": "en"})

    def sign_in(self) -> None:
        """Until one is in: a form that came too late is opened again, and "wait a minute" is heeded."""
        until, form = time.monotonic() + PATIENCE_SECONDS, {"login": self.applicant.email}
        page = self.ask("get", LOGIN)
        while LOGIN in page.url:
            if time.monotonic() > until:
                raise Refused(f"{self.applicant.email} could not sign in: status {page.status_code}")
            token = _hidden(page, "csrfmiddlewaretoken")
            form |= {"password": self.applicant.password, "csrfmiddlewaretoken": token}
            self.ask("post", LOGIN, data=form, fine=(200, 403, 429))
            time.sleep(PAUSE_SECONDS * self.chance.random())
            page = self.ask("get", LOGIN)  # leads on whoever is in already
        self.signed_in += 1

    def open(self, path: str) -> requests.Response:
        """A page for which one must be signed in; whoever no longer is signs in again."""
        page = self.ask("get", path)
        if LOGIN in page.url:
            self.sign_in()
            page = self.ask("get", path)
        return page

    def ask(
        self, method: str, path: str, *, hurried: bool = False, fine: Sequence[int] = (200,), **form: Any
    ) -> requests.Response:
        """The answer, at last: a broken connection and an error of the portal are followed by the same request."""
        until = time.monotonic() + PATIENCE_SECONDS
        seconds = HURRIED_SECONDS if hurried else ANSWER_SECONDS
        why = "no answer"
        while time.monotonic() < until:
            try:
                answer = self.session.request(method, f"{self.portal}/en/{path}", timeout=(5, seconds), **form)
            except requests.RequestException as failure:
                why = str(failure)
            else:
                if answer.status_code in fine:
                    return answer
                if answer.status_code < 500:
                    raise Refused(f"{answer.request.method} {answer.url}: status {answer.status_code}")
                why = f"status {answer.status_code}"
            self.repeated += 1
            seconds = ANSWER_SECONDS
            time.sleep(PAUSE_SECONDS * self.chance.random())
        raise Refused(f"{method} {path}: {why} for {PATIENCE_SECONDS} s")


def file_all(portal: str, applicants: Sequence[Applicant], told: Path, seed: int) -> None:
    """File every draft of these people, and write each receipt down as soon as it is there."""
    chance = random.Random(seed)
    with told.open("a", encoding="utf-8") as receipts:

        def note(line: dict[str, object]) -> None:
            receipts.write(json.dumps(line) + "\n")
            receipts.flush()

        for applicant in applicants:
            browser = Browser(portal, applicant, chance)
            for case in applicant.cases:
                _try_to_file(browser, case, note)


def _try_to_file(browser: Browser, case: str, note: Callable[[dict[str, object]], None]) -> None:
    try:
        if not browser.signed_in:
            browser.sign_in()
        note(asdict(file_one(browser, case)))
    except Refused as refusal:
        note({"case": case, "refused": str(refusal)})


def file_one(browser: Browser, case: str) -> Receipt:
    """Fill the last section with its document, look at the answers, submit."""
    repeated, signed_in = browser.repeated, browser.signed_in
    document = _certificate(case, browser.chance)
    section = f"cases/{case}/form/tax_standing/"
    page = browser.open(section)
    answers = {name: _hidden(page, name) for name in ("csrfmiddlewaretoken", "revision")}
    answers |= {"tax_arrears": "0", "save": "", "new-issued_on": _yesterday()}
    browser.ask("post", section, data=answers, files={"document": ("anyqtama.pdf", document, "application/pdf")})
    page = browser.open(f"cases/{case}/check/")
    form = {name: _hidden(page, name) for name in ("csrfmiddlewaretoken", "key")}
    hurried = browser.chance.random() < HURRIED
    receipt = browser.ask("post", f"cases/{case}/file/", hurried=hurried, data=form)
    if not receipt.url.endswith(f"/cases/{case}/receipt/1/"):
        raise Refused(f"submitting ended at {receipt.url}")
    return Receipt(
        case=case,
        number=_found(r'<strong class="number">([^<]+)</strong>', receipt),
        content_hash=_found(r'<dd class="mono">([0-9a-f]{64})</dd>', receipt),
        document=sha256(document).hexdigest(),
        repeated=browser.repeated - repeated,
        signed_in_again=browser.signed_in - signed_in,
    )


def _hidden(page: requests.Response, name: str) -> str:
    return _found(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)


def _found(pattern: str, page: requests.Response) -> str:
    found = re.search(pattern, page.text)
    if found is None:
        raise Refused(f"{page.url} (status {page.status_code}) shows nothing like {pattern}")
    return found[1]


def _yesterday() -> str:
    return (datetime.now(UTC) - timedelta(days=1)).date().isoformat()


def _certificate(case: str, chance: random.Random) -> bytes:
    """A PDF of one empty page that no other case has, long enough to be under way when something is killed."""
    content = b"% " + case.encode() + b" " + chance.randbytes(20_000).hex().encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
    )
    pdf, places = b"%PDF-1.4\n", [b"0000000000 65535 f \n"]
    for number, written in enumerate(objects, start=1):
        places.append(b"%010d 00000 n \n" % len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = b"xref\n0 %d\n%s" % (len(places), b"".join(places))
    return pdf + table + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places), len(pdf))
