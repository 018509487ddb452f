"""Writes on staff accounts. Citizens make their own."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest

from edm.organisation.api import Membership, Role, Town, Unit, membership_grant, membership_revoke, memberships_for
from portal.accounts.models import CounterAccount, User
from portal.accounts.second_factor import second_factor_delete

logger = logging.getLogger(__name__)

Post = tuple[Role, Unit | None]


def is_managed_by(user: User, town: Town) -> bool:
    """True if this town alone employs the account: it may then name it and renew its password.

    An account of another town too, or one that its citizen made, keeps its name and its password.
    """
    return user.pk is None or (user.is_staff and not user.memberships.exclude(town=town).exists())


def is_proven(user: User) -> bool:
    """False while nothing shows that the account's e-mail is that of who has it: whoever signed up, or stood at a
    counter, may have given another's.
    """
    rows = EmailAddress.objects.filter(user=user)
    unsure = rows.exists() or CounterAccount.objects.filter(user=user).exists()
    return user.is_staff or not unsure or rows.filter(email__iexact=user.email, verified=True).exists()


@transaction.atomic
def access_revoke(*, user: User) -> None:
    """Nobody enters by what was chosen or printed before, nor stays; a link to the e-mail opens the account again.

    The second factor goes too: its phone is a stranger's, and would keep out who has the link.
    """
    user.set_unusable_password()
    user.save(update_fields=["password"])
    CounterAccount.objects.filter(user=user).update(code_hash="")
    second_factor_delete(user=user)
    logger.warning("Password, sheet and second factor of account %s taken away: its e-mail is unproven", user.pk)


@transaction.atomic
def person_set_posts(*, user: User, town: Town, posts: Iterable[Post]) -> None:
    """Make the roles of a person in a town exactly these."""
    wanted = {(Role(role), unit.pk if unit else None): unit for role, unit in posts}
    for membership in memberships_for(town).filter(user=user):
        if (Role(membership.role), membership.unit_id) not in wanted:
            membership.user = user
            membership_revoke(membership=membership)
    for (role, _unit_id), unit in wanted.items():
        membership_grant(user=user, town=town, role=role, unit=unit)


def person_dismiss(*, user: User, town: Town) -> None:
    """Take every role in a town away; the account stays, as a citizen's."""
    person_set_posts(user=user, town=town, posts=())


def is_last_administrator(user: User, town: Town) -> bool:
    """True if nobody else administers the town."""
    administrators = memberships_for(town).filter(role=Role.ADMINISTRATOR)
    return administrators.filter(user=user).exists() and not administrators.exclude(user=user).exists()


def password_link_send(*, request: HttpRequest, user: User) -> None:
    """Send a link to choose a password, by the same message as the public page."""
    form = ResetPasswordForm(data={"email": user.email})
    if form.is_valid():
        form.save(request)


def posts_of(user: User, town: Town) -> list[Membership]:
    """The roles a person holds in a town."""
    return list(memberships_for(town).filter(user=user)) if user.pk else []
