from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResidencyConfig(AppConfig):
    name = "orken.residency"
    label = "residency"
    verbose_name = _("Residency")

    def ready(self) -> None:
        from orken.cases.decision_pack.parts import rooms_parts
        from orken.registers.catalogue import catalogue
        from orken.residency import effects, record_words  # noqa: F401 -- registers its names with the case engine
        from orken.residency.decision_pack import STATUS
        from orken.residency.register import RESIDENTS

        catalogue.add(RESIDENTS)
        record_words.register()
        rooms_parts.append(STATUS)
