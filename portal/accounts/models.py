"""One account model for citizens and staff."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, *, email: str | None = None, identifier: str | None = None, password: str | None = None, **more: Any
    ) -> User:
        """An account that signs in by its e-mail or, for staff without an address, by an identifier."""
        if not email and not identifier:
            raise ValueError("An account needs an e-mail or an identifier")
        user = self.model(
            email=email.lower() if email else None, identifier=identifier.lower() if identifier else None, **more
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **more: Any) -> User:
        return self.create_user(email=email, password=password, is_staff=True, is_superuser=True, **more)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    identifier = models.CharField(
        _("identifier"),
        max_length=60,
        unique=True,
        null=True,
        blank=True,
        help_text=_("For a member of staff without an e-mail address."),
    )
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    # Which of the channels a citizen would rather be answered by; empty: the one that was used.
    preferred_channel = models.CharField(_("preferred channel"), max_length=8, blank=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    # A demonstration account is refused outside the machine that serves it.
    is_demo = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(identifier__isnull=False), name="account_has_a_login"
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email or self.identifier or ""

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower() if self.email else None
        self.identifier = self.identifier.lower() if self.identifier else None

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name or str(self)


class CounterAccount(models.Model):
    """An account opened at a town's counter, and the code of its sheet, of which only a hash is kept."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="counter_account", verbose_name=_("account")
    )
    town = models.ForeignKey(
        "edm_organisation.Town", on_delete=models.PROTECT, related_name="+", verbose_name=_("town")
    )
    opened_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(_("opened on"), auto_now_add=True)
    # Empty: no code opens the account.
    code_hash = models.CharField(max_length=128, blank=True)
    code_until = models.DateTimeField(_("code valid until"))

    class Meta:
        verbose_name = _("account opened at the counter")
        verbose_name_plural = _("accounts opened at the counter")

    def __str__(self) -> str:
        return str(self.user)
