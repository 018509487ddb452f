"""What a person is told by e-mail about the safety of the account."""

from __future__ import annotations

from django.core.mail import send_mail
from django.db import models
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from edm.organisation.api import Town
from portal.accounts.models import User


class Notice(models.TextChoices):
    ON = "on", gettext_lazy("Two-step sign-in is now on: a code of your application follows your password.")
    OFF = "off", gettext_lazy("Two-step sign-in is now off: your password alone opens your account.")
    REMOVED = (
        "removed",
        gettext_lazy(
            "An administrator has taken two-step sign-in away from your account, as for a lost phone. Your password "
            "alone opens it now: set two-step sign-in up again with your new phone."
        ),
    )
    CODES = "codes", gettext_lazy("New recovery codes were made: the old ones open nothing any more.")
    LAST_CODE = (
        "last_code",
        gettext_lazy("Your last recovery code was just used. Make new ones: Preferences, then Two-step sign-in."),
    )


def notice_send(*, user: User, town: Town | None, notice: Notice) -> None:
    """Tell a person; an account without an e-mail is told by its own pages alone."""
    if not user.email:
        return
    text = render_to_string("account/email/notice_message.txt", {"town": town, "happened": notice.label})
    subject = _("the safety of your account")
    send_mail(_("%(town)s: %(subject)s") % {"town": town, "subject": subject}, text, None, [user.email])
