from getpass import getpass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation
from wagtail.models import Site

from cms.pages.services import site_create
from edm.organisation.api import Role, Town, membership_grant, town_create, town_default, unit_create
from edm.register.api import registry_prepare
from portal.procedures.api import index_create

DETAILS = ("address", "postcode", "city", "phone", "email", "mayor", "population")


class Command(BaseCommand):
    help = "Make a town: its site, with a list of procedures, its commune, its registry unit, its first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="as it is written on the site")
        parser.add_argument("--insee", required=True, help="the INSEE code, five characters")
        parser.add_argument("--admin", required=True, metavar="EMAIL", help="the first administrator")
        parser.add_argument("--host", default="localhost", help="the name that the site answers to (localhost)")
        parser.add_argument("--port", type=int, default=80, help="the port in its address (80)")
        parser.add_argument("--slug", default="", help="names the drop folder (made from the name)")
        parser.add_argument("--registry", default="Accueil", help="the unit that registers the mail (Accueil)")
        for name in DETAILS:
            parser.add_argument(f"--{name}", type=int if name == "population" else str)
        parser.add_argument("--password-file", metavar="FILE", help="read the administrator's password there")

    def handle(self, **options: Any) -> None:
        password = self.password(options["password_file"])
        try:
            with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
                town = self.town(options)
                self.administrator(town, options["admin"], password)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(
            f"{town.name}: site {options['host']}, drop folder {town.slug}, sign in as {options['admin']}"
        )

    def password(self, file: str | None) -> str:
        if file is None:
            return getpass("The administrator's password: ")
        with open(file, encoding="utf-8") as stream:  # noqa: PTH123, /dev/stdin too
            return stream.readline().rstrip("\n")

    def town(self, options: dict[str, Any]) -> Town:
        """The first town made is the default one: the drop folder and unknown hosts are its own."""
        taken = Site.objects.filter(hostname=options["host"], port=options["port"])
        if other := Town.objects.filter(site__in=taken).first():
            raise CommandError(f"{options['host']} port {options['port']} is the site of {other.name}")
        taken.delete()  # what Wagtail's own migrations leave is nobody's
        site = site_create(
            hostname=options["host"], port=options["port"], name=options["name"], is_default=town_default() is None
        )
        details = {name: options[name] for name in DETAILS if options[name] is not None}
        town = town_create(
            name=options["name"], insee_code=options["insee"], slug=options["slug"], site=site, **details
        )
        index_create(town=town)
        registry_prepare(unit=unit_create(body=town.bodies.get(), name=options["registry"]))
        return town

    def administrator(self, town: Town, email: str, password: str) -> None:
        users = get_user_model()
        user = users.objects.filter(email=email.lower()).first()
        if user is None:
            validate_password(password)
            user = users.objects.create_user(email=email, password=password)
        membership_grant(user=user, town=town, role=Role.ADMINISTRATOR)
