from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboxConfig(AppConfig):
    name = "edm.inbox"
    label = "edm_inbox"
    verbose_name = _("Inbox")
    default_auto_field = "django.db.models.BigAutoField"
