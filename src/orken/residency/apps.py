from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResidencyConfig(AppConfig):
    name = "orken.residency"
    label = "residency"
    verbose_name = _("Residency")
