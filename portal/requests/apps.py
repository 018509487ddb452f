from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    name = "portal.requests"
    label = "portal_requests"
    verbose_name = _("Requests")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from edm.delivery.api import register_channel
        from portal.requests.channel import PortalChannel

        register_channel(PortalChannel())
