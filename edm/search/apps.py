from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "edm.search"
    label = "edm_search"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from edm.files.hooks import on_text_ready

        from .queue import changed

        on_text_ready(changed)
