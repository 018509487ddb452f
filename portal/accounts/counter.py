"""Accounts opened at the counter: the citizen takes a printed code home and chooses the password alone."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from edm.organisation.api import Role, Town
from portal.accounts.models import CounterAccount, User
from portal.requests.api import CODE_ALPHABET

logger = logging.getLogger(__name__)

CODE_LENGTH = 12  # 31^12: about 59 bits
GOOD_FOR = timedelta(days=15)


def takes_code(user: User) -> bool:
    """True if a code may open the account: one that works in the town hall never, one that has an e-mail until it
    has a password (from then on it renews it by a link).
    """
    if not user.is_active or user.is_staff or user.is_demo:
        return False
    return user.email is None or not user.has_usable_password()


def may_renew(user: User, roles: Collection[Role]) -> bool:
    """True if somebody of these roles may print a new sheet for the account: a registrar alone from its first use on,
    since the sheet's bearer reads the requests of its owner, of whichever unit.
    """
    was_used = user.has_usable_password() or user.last_login is not None
    return takes_code(user) and (Role.REGISTRAR in roles or not was_used)


@transaction.atomic
def account_open(
    *, town: Town, actor: User, first_name: str, last_name: str, email: str | None
) -> tuple[CounterAccount, str]:
    """A citizen's account, without a password, and the code of its sheet. The e-mail is known to be nobody's yet."""
    user = User.objects.create_user(
        email=email or None,
        identifier=None if email else identifier_new(first_name, last_name),
        first_name=first_name,
        last_name=last_name,
    )
    account = CounterAccount.objects.create(user=user, town=town, opened_by=actor, code_until=timezone.now())
    logger.info("Account %s opened at the counter of %s by account %s", user.pk, town.slug, actor.pk)
    return account, code_renew(account=account, actor=actor)


def code_renew(*, account: CounterAccount, actor: User) -> str:
    """A new code for the sheet, to be shown once; the one before opens nothing any more."""
    code = get_random_string(CODE_LENGTH, CODE_ALPHABET)
    account.code_hash = make_password(code)
    account.code_until = timezone.now() + GOOD_FOR
    account.save(update_fields=["code_hash", "code_until"])
    logger.info("Counter code of account %s made by account %s", account.user_id, actor.pk)
    return "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def code_find(*, user: User | None, code: str) -> User | None:
    """The account, if this is its code; the time taken is the same for an unknown account."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    account = CounterAccount.objects.filter(user=user).exclude(code_hash="").first() if user else None
    if user is None or account is None or account.code_until < timezone.now() or not takes_code(user):
        make_password(typed)
        return None
    return user if check_password(typed, account.code_hash) else None


@transaction.atomic
def code_use(*, user: User, password: str) -> bool:
    """Set the password that the citizen chose and use up the code; False if another request was faster."""
    used = CounterAccount.objects.filter(user=user).exclude(code_hash="").update(code_hash="")
    if used:
        user.set_password(password)
        user.save(update_fields=["password"])
        logger.info("Counter code of account %s used", user.pk)
    return bool(used)


def identifier_new(first_name: str, last_name: str) -> str:
    """What an account without an e-mail signs in by: short, without what is read for another, nobody's yet."""
    name = slugify(f"{first_name[:1]} {last_name}").replace("-", ".")[:40] or "compte"
    while True:
        identifier = f"{name}.{get_random_string(4, '23456789')}"
        if not User.objects.filter(identifier=identifier).exists():
            return identifier
