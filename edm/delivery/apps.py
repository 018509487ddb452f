from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class DeliveryConfig(AppConfig):
    name = "edm.delivery"
    label = "edm_delivery"
    verbose_name = _("Delivery")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from edm.delivery.addresses import own_addresses_forget
        from edm.delivery.channels import EmailChannel
        from edm.delivery.registry import register_channel
        from edm.organisation.models import Town, Unit

        register_channel(EmailChannel())
        for model in (Town, Unit):
            post_save.connect(own_addresses_forget, sender=model)
            post_delete.connect(own_addresses_forget, sender=model)
