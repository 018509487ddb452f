"""`make bench`: a table for people, and bench.tsv (name, value, unit) in PARVIS_DATA.

It works in a folder of its own, so that no figure depends on what this machine has served before.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COUNT = 10_000


def main() -> None:
    sys.path.insert(0, str(ROOT))
    written_to = Path(os.environ.get("PARVIS_DATA") or ROOT / "var").resolve()
    work = Path(tempfile.mkdtemp(prefix="parvis-bench-"))
    os.environ.update(
        PARVIS_DATA=str(work),
        DJANGO_SETTINGS_MODULE="tests.benchmarks.settings",
        PARVIS_DEMO_PASSWORD="banc-d-essai-2026",
        PARVIS_LOG_LEVEL="WARNING",
    )
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from portal.operations.static import static_build
    from tests.benchmarks import figures

    static_build()  # in a new checkout nothing was served yet
    rows = []
    try:
        for row in figures.measure_all(work, COUNT):
            print(f"{row.name:<26}{row.value:>10.2f} {row.unit:<9}{row.how}", flush=True)
            rows.append(row)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    written_to.mkdir(parents=True, exist_ok=True)
    lines = [f"{row.name}\t{row.value:.3f}\t{row.unit}\n" for row in rows]
    (written_to / "bench.tsv").write_text("".join(lines))
    print(f"\nwritten to {written_to / 'bench.tsv'}")


if __name__ == "__main__":
    main()
