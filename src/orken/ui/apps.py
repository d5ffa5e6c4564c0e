from django.apps import AppConfig
from django.urls import register_converter


class UiConfig(AppConfig):
    name = "orken.ui"
    label = "ui"

    def ready(self) -> None:
        from orken.ui.converters import CodeConverter, ReferenceConverter

        register_converter(ReferenceConverter, "reference")
        register_converter(CodeConverter, "code")
