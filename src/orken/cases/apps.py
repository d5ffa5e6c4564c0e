from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "orken.cases"
    default_auto_field = "django.db.models.BigAutoField"
