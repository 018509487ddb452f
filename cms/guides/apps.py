from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidesConfig(AppConfig):
    name = "cms.guides"
    label = "cms_guides"
    verbose_name = _("Guides of service-public.fr")
    default_auto_field = "django.db.models.BigAutoField"
