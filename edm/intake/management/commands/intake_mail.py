"""Look once at every mailbox that is read, and say what came of it."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from edm.intake.mailbox import mailbox_look
from edm.intake.mailboxes import mailbox_keep_environment
from edm.intake.models import Mailbox


class Command(BaseCommand):
    help = "Take in what is new in the mailboxes, once (PARVIS_IMAP_URL and those of the settings)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        mailbox_keep_environment()
        failed = False
        for pk in Mailbox.objects.filter(is_active=True).order_by("id").values_list("pk", flat=True):
            done = mailbox_look(pk, wait=True)
            mailbox = Mailbox.objects.get(pk=pk)
            counts = ", ".join(f"{count} {state}" for state, count in sorted(done.items())) or "nothing new"
            self.stdout.write(f"{mailbox}: {counts}")
            if mailbox.error:
                failed = True
                self.stderr.write(f"{mailbox}: {mailbox.error}")
        if failed:
            sys.exit(1)
