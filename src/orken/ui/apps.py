from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "orken.ui"
    label = "ui"
