from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliveryConfig(AppConfig):
    name = "edm.delivery"
    label = "edm_delivery"
    verbose_name = _("Delivery")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from edm.delivery.channels import EmailChannel
        from edm.delivery.registry import register_channel

        register_channel(EmailChannel())
