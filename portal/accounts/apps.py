from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "portal_accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.accounts.choosers import without_inline_script
        from portal.accounts.sessions import note_sign_in

        user_logged_in.connect(note_sign_in, dispatch_uid="portal.accounts.note_sign_in")
        without_inline_script()
