from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegisterConfig(AppConfig):
    name = "edm.register"
    label = "edm_register"
    verbose_name = _("Register")
    default_auto_field = "django.db.models.BigAutoField"
