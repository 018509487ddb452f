"""Tesseract as a subprocess: one picture in, words with their confidence out."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

LANGUAGE = "fra"
TIMEOUT = 120  # seconds; an A4 page takes 2 to 4
RETRY_SECONDS = 60  # how soon an installed Tesseract is noticed
WORD_LEVEL = "5"
LONG_WORD = 4  # letters, from which an upright word is wider than tall


class OcrFailed(Exception):
    """Tesseract crashed, took too long, or said an error."""


@dataclass(frozen=True)
class Recognised:
    """Text in reading order, the mean confidence of its words (0 to 100), their number, and whether they lie on
    their left side (Tesseract reads them all the same); each word's place, as left, top, width and height.
    """

    text: str
    confidence: float
    words: int
    sideways: bool
    boxes: tuple[tuple[int, int, int, int], ...]


def languages() -> frozenset[str]:
    """The languages Tesseract has here; empty when it is not installed. Asked again every minute."""
    return _languages(int(time.monotonic() // RETRY_SECONDS))


@lru_cache(maxsize=1)
def _languages(_minute: int) -> frozenset[str]:
    if not shutil.which("tesseract"):
        return frozenset()
    return frozenset(_run(["--list-langs"], b"", timeout=20).split()[1:])


def ocr_available() -> bool:
    """Whether pages can be recognised here: Tesseract and its French."""
    try:
        return LANGUAGE in languages()
    except OcrFailed:
        return False


def recognise(image: Image.Image, *, dpi: int = 300) -> Recognised:
    """The words of a picture. Raises OcrFailed."""
    arguments = ["stdin", "stdout", "-l", LANGUAGE, "--dpi", str(dpi), "--psm", "3", "tsv"]
    return _words(_run(arguments, _encoded(image)))


def _encoded(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "PPM")  # nothing is spent on compressing
    return target.getvalue()


def _run(arguments: list[str], data: bytes, timeout: int = TIMEOUT) -> str:
    # One thread: with more, the threads wait for each other and a page costs 17 s instead of 2.3.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            ["tesseract", *arguments],
            input=data,
            capture_output=True,
            timeout=timeout,
            env=environment,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OcrFailed(str(error)) from error
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise OcrFailed(f"tesseract ended with {done.returncode}: {' '.join(last)}")
    return done.stdout.decode("utf-8", "replace")


def _words(tsv: str) -> Recognised:
    lines: list[list[str]] = []
    confidences: list[float] = []
    boxes: list[tuple[int, int, int, int]] = []
    tall = wide = 0
    previous: tuple[str, ...] = ()
    for row in tsv.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != WORD_LEVEL or not cells[11].strip():
            continue
        place = tuple(cells[2:5])  # block, paragraph, line
        if place != previous:
            if previous and place[:2] != previous[:2]:
                lines.append([])
            lines.append([])
            previous = place
        lines[-1].append(cells[11])
        confidences.append(float(cells[10]))
        left, top, width, height = map(int, cells[6:10])
        boxes.append((left, top, width, height))
        if len(cells[11]) >= LONG_WORD:
            lies = height > width
            tall, wide = tall + lies, wide + (not lies)
    mean = sum(confidences) / len(confidences) if confidences else 0.0
    text = "\n".join(" ".join(line) for line in lines)
    return Recognised(text, mean, len(confidences), tall > wide, tuple(boxes))
