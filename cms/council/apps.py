from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CouncilConfig(AppConfig):
    name = "cms.council"
    label = "cms_council"
    verbose_name = _("Council")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.council.immutability import triggers_install

        post_migrate.connect(triggers_install, sender=self, dispatch_uid="council-immutability")
