from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cms.pages.services import legal_pages_complete
from edm.organisation.admin_api import role_group
from edm.organisation.api import Role, Town, town_default
from portal.operations import running
from portal.operations.capabilities import install_command, lacks
from portal.operations.demo import demo_password, demo_unfinished
from portal.operations.static import static_build

DEMO_DOMAIN = "@saint-exemple.example"


def upgrade_complete() -> None:
    """What a new release asks of each town beside its tables: pages of the law, rights on new settings."""
    for town in Town.objects.select_related("site__root_page"):
        legal_pages_complete(town.site)
        role_group(town=town, role=Role.WEBMASTER)


class Command(BaseCommand):
    help = "Make ready what is about to be served: static files, database, and on a first run the demo town."

    def handle(self, **_options: Any) -> None:
        if running.interrupted_restore(settings.PARVIS_DATA).exists():
            raise CommandError("a restore of this folder was cut short: run `manage.py restore FILE` again first")
        if static_build():
            self.stdout.write("parvis: static files collected")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("parvis: preparing the database")
            call_command("migrate", interactive=False, verbosity=0)
        upgrade_complete()  # a restore brings an earlier town too, already migrated
        town = town_default()
        if settings.PARVIS_DEMO and (town is None or demo_unfinished().exists()):
            self.stdout.write("parvis: loading the demonstration town")
            settings.PARVIS_DEMO_PASSWORD = demo_password()
            call_command("demo_load", verbosity=0)
        self.notices()
        self.accounts()
        if town is None and not settings.PARVIS_DEMO:
            self.stdout.write("parvis: no town yet: `manage.py town_create --help` tells how to make yours")

    def notices(self) -> None:
        if not (found := lacks()):
            return
        for lack in found:
            self.stdout.write(self.style.WARNING(f"parvis: {lack.feature}"))
        if command := install_command(found):
            self.stdout.write(f"parvis: to have it, run this command, then start Parvis again:\n    {command}")

    def accounts(self) -> None:
        """The demo's accounts, as long as there are any."""
        users = get_user_model().objects.filter(email__endswith=DEMO_DOMAIN, is_active=True).order_by("id")
        if addresses := list(users.values_list("email", flat=True)):
            self.stdout.write(f"parvis: demo accounts, password {demo_password()}")
            for address in addresses:
                self.stdout.write(f"    {address}")
