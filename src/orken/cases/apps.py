from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "orken.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from orken.cases import checks, record_words, search
        from orken.cases.stages import registry

        assert checks, registry  # importing them registers checks and kinds of stages
        search.follow_applicants()
        record_words.register()
