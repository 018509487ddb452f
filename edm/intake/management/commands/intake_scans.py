"""Register what stands in the drop folders, and end when nothing is left."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from edm.intake.scans import scans_poll, scans_waiting

PAUSE_SECONDS = 0.5


class Command(BaseCommand):
    help = "Register the files of the drop folders ($PARVIS_DATA/intake/scans/), until none is left."

    def handle(self, *_args: Any, **_options: Any) -> None:
        done = scans_poll()
        while scans_waiting():
            time.sleep(PAUSE_SECONDS)
            done += scans_poll()
        self.stdout.write(f"{done} files")
