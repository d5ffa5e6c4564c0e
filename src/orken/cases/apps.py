from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "orken.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from orken.cases import checks, record_words, search  # noqa: F401 -- registers the checks
        from orken.cases.messages import subjects_hidden_from
        from orken.cases.stages import registry  # noqa: F401 -- registers the kinds of stages
        from orken.notices.queries import hidden_subjects

        search.follow_applicants()
        record_words.register()
        hidden_subjects.append(subjects_hidden_from)
