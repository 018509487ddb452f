"""kill -9 at random moments while letters arrive: none lost, none doubled, no number missing."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LETTERS = 60
KILLS = 4
PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.factories import town_hall
town_hall("Saint-Exemple", "35998", hostname="localhost", is_default=True)
from edm.intake.scans import drop_folders
drop_folders()
"""
REPORT = """
import json
from django.core.management import call_command
from edm.files.api import verify as files
from edm.intake.ledger import verify as ledger
from edm.intake.models import Reception
from edm.register.models import MailItem
call_command("intake_scans")
print("REPORT" + json.dumps({
    "receptions": [[r.name, r.state, r.sha256, bool(r.acknowledged_at)] for r in Reception.objects.all()],
    "numbers": list(MailItem.objects.order_by("sequence").values_list("sequence", flat=True)),
    "problems": [str(p) for p in files()] + list(ledger()),
}))
"""


@pytest.mark.slow
@pytest.mark.server
def test_killed_while_letters_arrive(tmp_path):
    environment = {
        **os.environ,
        "PARVIS_DATA": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "PARVIS_LOG_LEVEL": "ERROR",
    }

    def manage(*arguments, **more):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, **more)

    def run(*arguments):
        process = manage(*arguments)
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0, arguments
        return output

    run("shell", "--no-imports", "-c", PREPARE)
    folder = tmp_path / "intake" / "scans"
    processed = folder / "processed"
    letters = {f"lettre {n}.txt": f"Objet : lettre numéro {n}".encode() for n in range(LETTERS)}
    names = iter(letters)
    for _kill in range(KILLS):
        for _n in range(LETTERS // KILLS):
            name = next(names)
            (folder / name).write_bytes(letters[name])
        before = len(list(processed.iterdir()))
        worker = manage("intake_scans")
        # In the thick of it: some letters are through, the next one is somewhere on its way.
        while worker.poll() is None and len(list(processed.iterdir())) == before:
            time.sleep(0.01)
        time.sleep(random.uniform(0, 0.2))
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
    output = run("shell", "--no-imports", "-c", REPORT)
    report = json.loads(output.split("REPORT", 1)[1])
    assert report["problems"] == []
    assert report["numbers"] == list(range(1, LETTERS + 1))
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in letters.items()}
    assert sorted(report["receptions"]) == sorted([name, "registered", sha, True] for name, sha in hashes.items())
    kept = {path.name: path.read_bytes() for path in processed.iterdir()}
    assert kept == letters
