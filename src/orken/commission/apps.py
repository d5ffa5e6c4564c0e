from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# As ``MembershipQuerySet.voting`` says it.
MEMBER_NOW = """
    SELECT FROM commission_membership JOIN person ON user_id = person.id
    WHERE office <> 'secretary' AND valid_from <= %(today)s AND (valid_to IS NULL OR valid_to >= %(today)s)
"""


class CommissionConfig(AppConfig):
    name = "orken.commission"
    label = "commission"
    verbose_name = _("Commission")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from orken.cases.decision_pack.parts import rooms_parts
        from orken.cases.extension import took_part
        from orken.cases.panels import applicants_panels
        from orken.cases.permissions import PERMISSIONS
        from orken.cases.stages.registry import register
        from orken.commission import record_words
        from orken.commission.applicant_panel import deciding_body
        from orken.commission.decision_pack import SESSIONS
        from orken.commission.panels import case_panels
        from orken.commission.participants import members
        from orken.commission.permissions import record_decision
        from orken.commission.services.deciding import COMMISSION
        from orken.parties.rights import callings
        from orken.reviews.panels import scores_for_staff

        register("commission", COMMISSION)
        took_part("commission.members")(members)
        PERMISSIONS["commission.record"] = record_decision
        record_words.register()
        callings["member"] = MEMBER_NOW
        case_panels.append(scores_for_staff)
        applicants_panels.append(deciding_body)
        rooms_parts.append(SESSIONS)
