from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RepliesConfig(AppConfig):
    name = "edm.replies"
    label = "edm_replies"
    verbose_name = _("Replies")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from edm.delivery.api import register_channel
        from edm.replies.channels import CounterChannel, PaperChannel

        register_channel(PaperChannel())
        register_channel(CounterChannel())
