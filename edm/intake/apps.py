from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "edm.intake"
    label = "edm_intake"
    verbose_name = _("Intake")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from edm.files.hooks import on_text_ready
        from edm.intake.subjects import subject_from_text

        on_text_ready(subject_from_text)
