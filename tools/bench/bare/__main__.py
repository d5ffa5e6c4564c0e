"""Make the tables, and people with drafts: ``python -m tools.bench.bare PEOPLE DRAFTS`` prints who and which."""

from __future__ import annotations

import json
import sys

import django
from django.core.management import call_command

from orken.kernel.identifiers import new_reference


def main(people: int, drafts: int) -> None:
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    print(json.dumps([_person(drafts) for _person_ in range(people)]))


def _person(drafts: int) -> dict[str, object]:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore

    from tools.bench.bare.models import Case

    person = User.objects.create(username=new_reference())
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    made = Case.objects.bulk_create(Case(reference=new_reference(), owner=person) for _draft in range(drafts))
    return {"session": session.session_key, "cases": [case.reference for case in made]}


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
