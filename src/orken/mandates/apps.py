from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MandatesConfig(AppConfig):
    name = "orken.mandates"
    label = "mandates"
    verbose_name = _("Mandates")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from orken.mandates import wording
        from orken.mandates.queries import page_of_invitations
        from orken.parties.first_page import waiting_pages

        wording.register()
        waiting_pages.append(page_of_invitations)
