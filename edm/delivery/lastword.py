"""What the server said last, in a small file: a write that takes microseconds and outlives a killed sender.

Saving it in the database takes milliseconds; a sender killed meanwhile would send the same mail again.
"""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings

from edm.delivery.transports import Verdict


def remember(message_id: str, attempt: int, verdict: Verdict) -> None:
    """Called at once after the server's answer; not synced: a power cut is not what it is for."""
    path = _path()
    fresh = path.with_suffix(".tmp")
    said = {
        "message_id": message_id,
        "attempt": attempt,
        "accepted": verdict.accepted,
        "refused": verdict.refused,
    }
    fresh.write_text(json.dumps(said), encoding="utf-8")
    fresh.replace(path)


def last_word() -> tuple[str, int, Verdict] | None:
    """The Message-ID, which attempt it was and the verdict remembered last; None when there is none to be read."""
    try:
        said = json.loads(_path().read_text(encoding="utf-8"))
        return said["message_id"], said["attempt"], Verdict(accepted=said["accepted"], refused=said["refused"])
    except (OSError, ValueError, KeyError):
        return None


def _path() -> Path:
    return Path(settings.PARVIS_DATA) / "run" / "sender.json"
