"""Templates of messages for tests."""

from __future__ import annotations

import factory
from django.utils import timezone

from orken.cases.models import MessageTemplate
from orken.kernel.text import LANGUAGES
from orken.parties.models import Role
from tests.factories.parties import PersonFactory


class MessageTemplateFactory(factory.django.DjangoModelFactory):
    """``subject`` and ``body`` are the same in every language, with the language before them, unless given."""

    class Meta:
        model = MessageTemplate

    class Params:
        words = "$case_number: $applicant"

    subject = factory.LazyAttribute(lambda made: {language: f"{language} {made.words}" for language in LANGUAGES})
    body = factory.LazyAttribute(lambda made: {language: f"{language} {made.words}, $due" for language in LANGUAGES})
    changed_by = factory.SubFactory(PersonFactory, roles=[Role.HEAD_OF_UNIT])
    changed_at = factory.LazyFunction(timezone.now)
