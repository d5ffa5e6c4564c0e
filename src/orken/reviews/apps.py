from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Also who has ceased to be an expert, until what they have begun is ended.
EXPERT_NOW = """
    SELECT FROM reviews_expert JOIN person ON user_id = person.id WHERE ended_at IS NULL OR EXISTS (
        SELECT FROM reviews_assignment WHERE expert_id = reviews_expert.id AND state IN ('asked', 'accepted'))
"""


class ReviewsConfig(AppConfig):
    name = "orken.reviews"
    label = "reviews"
    verbose_name = _("Expert review")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from orken.cases.decision_pack.parts import rooms_parts
        from orken.cases.extension import took_part
        from orken.cases.panels import applicants_panels
        from orken.cases.stages.registry import register
        from orken.parties.rights import callings
        from orken.reviews import conflict_sources, record_words
        from orken.reviews.decision_pack import REVIEW
        from orken.reviews.panels import scores_for_applicant
        from orken.reviews.participants import readers
        from orken.reviews.stage import EXPERT_REVIEW

        register("expert_review", EXPERT_REVIEW)
        took_part("reviews.readers")(readers)
        record_words.register()
        conflict_sources.register()
        callings["expert"] = EXPERT_NOW
        applicants_panels.append(scores_for_applicant)
        rooms_parts.append(REVIEW)
