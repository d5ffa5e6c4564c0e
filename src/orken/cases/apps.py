from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "orken.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from orken.cases import checks, record_words, search  # noqa: F401 -- registers the checks

        search.follow_applicants()
        record_words.register()
