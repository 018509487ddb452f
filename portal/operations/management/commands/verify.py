import sys
from typing import Any

from django.core.management.base import BaseCommand

from portal.operations.verification import verify


class Command(BaseCommand):
    help = (
        "Check every file's hash, the numbers, the ledger, the frozen procedures, the mail queue and the index. "
        "Names each fault and exits 1, or says clean."
    )

    def handle(self, **_options: Any) -> None:
        faults = 0
        for fault in verify():
            faults += 1
            self.stdout.write(fault)
        if faults:
            self.stderr.write(f"{faults} faults")
            sys.exit(1)
        self.stdout.write("clean")
