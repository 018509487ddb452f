"""compose.yaml runs what the supervisor runs, and opens nothing but the site, to this machine alone."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from portal.operations import supervisor

ROOT = Path(__file__).resolve().parents[3]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("prepare", "web", "worker")


def test_the_commands_are_the_supervisors():
    assert SERVICES["web"]["command"] == ["python", *supervisor.WEB, "--bind", "0.0.0.0:8000"]
    assert SERVICES["worker"]["command"] == ["python", *supervisor.WORKER]
    assert SERVICES["prepare"]["command"][:2] == ["python", "manage.py"]
    assert SERVICES["prepare"]["command"][2] in get_commands()
    assert {name for name in SERVICES if name != "database"} == set(OURS)


def test_what_must_live_is_watched_and_started_again():
    for name, service in SERVICES.items():
        assert service["restart"] == ("no" if name == "prepare" else "unless-stopped")
        if name in {"web", "worker"}:
            assert (ROOT / service["healthcheck"]["test"][2]).is_file()
            assert service["depends_on"]["prepare"]["condition"] == "service_completed_successfully"


def test_nothing_has_a_right_that_it_does_not_need():
    for name, service in SERVICES.items():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "privileged" not in service
        ports = service.get("ports", [])
        assert all(port.startswith("127.0.0.1:") for port in ports)
        assert bool(ports) == (name == "web")
    assert SERVICES["database"]["user"] == "postgres"
    assert "USER 10001" in (ROOT / "Dockerfile").read_text().splitlines()


def test_no_password_stands_in_the_file():
    for name in OURS:
        assert "${POSTGRES_PASSWORD:?" in SERVICES[name]["environment"]["DATABASE_URL"]
    assert SERVICES["database"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")


@pytest.mark.parametrize(("age", "healthy"), [(None, False), (5, True), (3600, False)])
def test_a_worker_that_stands_still_is_not_healthy(data_folder, age, healthy):
    if age is not None:
        lock = data_folder / "run" / "worker.lock"
        lock.parent.mkdir()
        lock.touch()
        os.utime(lock, times=(time.time() - age,) * 2)
    environment = os.environ | {"PARVIS_DATA": str(data_folder)}
    done = subprocess.run([sys.executable, "bin/healthcheck", "worker"], cwd=ROOT, env=environment, check=False)
    assert (done.returncode == 0) is healthy
