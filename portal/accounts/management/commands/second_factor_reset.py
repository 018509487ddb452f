from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from edm.organisation.api import town_default
from portal.accounts.backends import account_for
from portal.accounts.notices import Notice
from portal.accounts.second_factor import is_on, second_factor_switch_off


class Command(BaseCommand):
    help = "Take the second factor of an account away, for a lost phone; its owner is told by e-mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", metavar="LOGIN", help="the account's e-mail or identifier")

    def handle(self, *, login: str, **_options: Any) -> None:
        user = account_for(login)
        if user is None:
            raise CommandError(f"no account has the login {login}")
        if not is_on(user):
            raise CommandError(f"{login} has no second factor")
        post = user.memberships.select_related("town").order_by("pk").first()
        town = post.town if post else town_default()
        second_factor_switch_off(user=user, town=town, notice=Notice.REMOVED, by="second_factor_reset")
        self.stdout.write(f"{login}: the password alone opens the account now")
