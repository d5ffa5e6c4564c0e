from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "orken.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from orken.cases import checks, record_words, search
        from orken.cases.messages import subjects_hidden_from
        from orken.cases.stages import registry
        from orken.notices.queries import hidden_subjects

        assert checks, registry  # importing them registers checks and kinds of stages
        search.follow_applicants()
        record_words.register()
        hidden_subjects.append(subjects_hidden_from)
