"""What must be true of a register after any trial."""

from __future__ import annotations

import re


def check_numbers(register: list[dict]) -> None:
    """Each series runs 1, 2, 3… without gap or double."""
    series: dict[str, list[int]] = {}
    for line in register:
        prefix, sequence = re.fullmatch(r"(.*?)(\d+)", line["number"]).groups()  # type: ignore[union-attr]
        series.setdefault(prefix, []).append(int(sequence))
    for numbers in series.values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
