"""How an account signs in: by its e-mail, or by its identifier."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from portal.accounts.models import User


class LoginBackend(ModelBackend):
    """E-mail or identifier, and a password; the time taken is the same for an unknown login."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, login: str | None = None, password: str | None = None, **credentials: Any
    ) -> User | None:
        login = (login or credentials.get("email") or credentials.get("username") or "").strip()
        if not login or password is None:
            return None
        field = "email" if "@" in login else "identifier"
        user = User.objects.filter(**{field: login.lower() if field == "email" else login}).first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


def axes_username(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The lower-cased login: django-axes would record None, and a locked account would still open."""
    given = credentials or {}
    login = given.get("login") or given.get("email") or given.get("username") or request.POST.get("login", "")
    return str(login).strip().lower()
