from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "orken.reviews"
    label = "reviews"
    verbose_name = _("Expert review")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from orken.cases.panels import applicants_panels
        from orken.reviews import conflict_sources, record_words, stage
        from orken.reviews.panels import scores_for_applicant

        stage.register()
        record_words.register()
        conflict_sources.register()
        applicants_panels.append(scores_for_applicant)
