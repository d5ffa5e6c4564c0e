from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommissionConfig(AppConfig):
    name = "orken.commission"
    label = "commission"
    verbose_name = _("Commission")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from orken.cases.extension import stage_kind
        from orken.cases.panels import applicants_panels
        from orken.cases.permissions import PERMISSIONS
        from orken.commission import record_words
        from orken.commission.applicant_panel import deciding_body
        from orken.commission.panels import case_panels
        from orken.commission.permissions import record_decision
        from orken.commission.services.deciding import COMMISSION
        from orken.reviews.panels import scores_for_members

        stage_kind("commission")(COMMISSION)
        PERMISSIONS["commission.record"] = record_decision
        record_words.register()
        case_panels.append(scores_for_members)
        applicants_panels.append(deciding_body)
