"""Sessions that end: after two hours without a request, and ten hours after sign-in in any case.

The row's own expiry date is moved, never the session's data: two requests at once lose nothing. A session
that nobody has signed in to (a visitor's draft) keeps Django's plain age.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

SIGNED_IN_AT = "signed_in_at"
IDLE = timedelta(hours=2)
AT_MOST = timedelta(hours=10)
# One write in five minutes at most, however many pages are read.
TOUCH_EVERY = timedelta(minutes=5)


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        if SIGNED_IN_AT in data:
            row.expire_date = expiry(data[SIGNED_IN_AT])
        return row

    def load(self) -> dict[str, Any]:
        row = self._get_session_from_db()  # type: ignore[attr-defined]  # the stub forgets it
        if row is None:
            return {}
        data = self.decode(row.session_data)
        if SIGNED_IN_AT in data:
            until = expiry(data[SIGNED_IN_AT])
            if until - row.expire_date > TOUCH_EVERY:
                self.model.objects.filter(pk=row.pk).update(expire_date=until)
        return data


def expiry(signed_in_at: str) -> datetime:
    """When a session signed in at this moment (ISO 8601) ends, if this is its last request."""
    return min(timezone.now() + IDLE, datetime.fromisoformat(signed_in_at) + AT_MOST)


def note_sign_in(sender: type, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    """Receiver of user_logged_in: the ten hours start here."""
    request.session[SIGNED_IN_AT] = timezone.now().isoformat()
