from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "orken.journal"
    label = "journal"
