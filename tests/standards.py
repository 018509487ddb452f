"""Where the official schemas are: files of others, that the repository does not hold."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

STANDARDS = Path(os.environ.get("PARVIS_STANDARDS") or settings.BASE_DIR.parent / "shared" / "standards")
