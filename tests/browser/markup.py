"""HTML as the standard has it, by the Nu checker: for who has its jar (`PARVIS_NU`), since it needs Java."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

JAR = os.environ.get("PARVIS_NU", "")


def markup_errors(pages: dict[str, str]) -> list[str]:
    """What the checker finds in pages by their names (address → HTML as it was served); nothing without the jar."""
    if not JAR or not pages:
        return []
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (address, html) in enumerate(pages.items()):
            path = Path(folder) / f"{number}.html"
            path.write_text(html)
            names[path.name] = address
        done = subprocess.run(
            ["java", "-jar", JAR, "--errors-only", "--exit-zero-always", "--format", "json", folder],
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
    found = json.loads(done.stderr)["messages"]
    return [
        f"{names.get(Path(one.get('url', '')).name, '?')}: markup: {one['message']} — {one.get('extract', '')[:160]}"
        for one in found
    ]
