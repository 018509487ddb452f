import os
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.operations import running
from portal.operations.steps import steps
from portal.operations.worker import Aside, Asides, Loop, Step

PULSE = 10  # seconds; bin/healthcheck wants one every ten minutes


class Command(BaseCommand):
    help = "Do what is due, until stopped: scans, e-mails, text, OCR, index, scheduled pages. `make run` starts it."

    def handle(self, **_options: Any) -> None:
        # Tesseract with its own threads takes 17 s of CPU a page instead of 2.3.
        os.environ["OMP_THREAD_LIMIT"] = "1"
        path = running.run_folder(settings.PARVIS_DATA) / running.WORKER
        # The index has one writer: a second worker waits until the first has gone.
        while (lock := running.lock_hold(path)) is None:
            time.sleep(0.5)
        loop = Loop([Step("tell that it lives", every=PULSE, run=path.touch), *steps()])
        loop.run()
        for step in loop.steps:
            if isinstance(step.run, (Aside, Asides)):
                step.run.stop()
        lock.close()
