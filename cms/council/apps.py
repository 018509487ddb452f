from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CouncilConfig(AppConfig):
    name = "cms.council"
    label = "cms_council"
    verbose_name = _("Council")
    default_auto_field = "django.db.models.BigAutoField"
