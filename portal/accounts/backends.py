"""How an account signs in: by its e-mail, or by its identifier."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.http import HttpRequest

from portal.accounts.counter import code_find
from portal.accounts.demo import refuses_demo
from portal.accounts.models import User
from portal.accounts.second_factor import with_factors


def account_for(login: str) -> User | None:
    """The account of an e-mail or an identifier, in any case; None for an unknown one."""
    login = login.strip().lower()
    if not login:
        return None
    return User.objects.filter(**{"email" if "@" in login else "identifier": login}).first()


class LoginBackend(ModelBackend):
    """E-mail or identifier, and a password; the time taken is the same for an unknown login."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, login: str | None = None, password: str | None = None, **credentials: Any
    ) -> User | None:
        login = login or credentials.get("email") or credentials.get("username") or ""
        if not login or password is None:
            return None
        user = account_for(login)
        if user is None:
            User().set_password(password)
            return None
        if not user.check_password(password):
            return None
        if user.is_demo and refuses_demo(request):
            return None
        return user if self.user_can_authenticate(user) else None

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """None: rights come with the groups of a role, never to a person alone."""
        return set()

    def get_user(self, user_id: Any) -> User | None:
        return account_of(user_id)


class CounterCodeBackend(BaseBackend):
    """The code of a counter sheet, in the place of a password that was not chosen yet; django-axes counts failures.

    It knows of no rights: LoginBackend tells them.
    """

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, login: str, sheet_secret: str
    ) -> User | None:
        return code_find(user=account_for(login), code=sheet_secret)

    def get_user(self, user_id: Any) -> User | None:
        return account_of(user_id)

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return False


def account_of(user_id: Any) -> User | None:
    """The account of a session, with what the gates ask of it; None for one that was shut."""
    return with_factors(User.objects.filter(pk=user_id, is_active=True)).first()


def axes_username(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """What django-axes counts failures by: the account, whichever of its logins was typed, in any case.

    Without this it would record None, and a locked account would still open.
    """
    given = credentials or {}
    login = given.get("login") or given.get("email") or given.get("username") or request.POST.get("login", "")
    login = str(login).strip().lower()
    account = account_for(login)
    return (account.email or account.identifier or "") if account else login
