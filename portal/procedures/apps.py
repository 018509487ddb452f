from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    name = "portal.procedures"
    label = "portal_procedures"
    verbose_name = _("Procedures")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_published

        from portal.procedures.models import ProcedurePage
        from portal.procedures.receivers import procedure_published

        page_published.connect(
            procedure_published, sender=ProcedurePage, dispatch_uid="portal.procedures.procedure_published"
        )
