from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditingConfig(AppConfig):
    name = "cms.editing"
    label = "cms_editing"
    verbose_name = _("Quality of the site")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.editing import receivers

        receivers.connect()
