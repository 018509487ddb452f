"""A scanner that writes into the drop folder: under a temporary name first, or slowly in place."""

from __future__ import annotations

import hashlib
import io
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tests.trials.actor import Actor

NAMES = ("scan", "courrier", "Numérisation", "DOC")


def text_pdf(words: str) -> bytes:
    """A page of text that needs no OCR, written by hand to cost nothing."""
    lines = "\n".join(f"({words} Objet : courrier à la mairie, ligne {n}) Tj T*" for n in range(5))
    stream = f"BT /F1 12 Tf 14 TL 72 770 Td {lines} ET".encode("cp1252")
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
            b" /Encoding /WinAnsiEncoding >> >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    )
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, part in enumerate(parts, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, part))
    start = out.tell()
    out.write(b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def scan(words: str, form: str = "PNG") -> bytes:
    """A picture of a few lines, as a scanner makes it."""
    image = Image.new("L", (1240, 700), 250)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype("DejaVuSans.ttf", 34)
    for line, text in enumerate((words, "Objet : courrier à la mairie", "Madame, je vous écris au sujet de la rue.")):
        draw.text((90, 90 + 90 * line), text, font=font, fill=20)
    target = io.BytesIO()
    image.save(target, form)
    return target.getvalue()


@dataclass(eq=False)
class Dropper(Actor):
    """Drops one letter after the other until told to stop; no two have the same bytes, many have the same name."""

    folder: Path
    seed: str
    stop: threading.Event
    dropped: dict[str, str] = field(default_factory=dict)  # SHA-256 → the word its text must have
    pauses = (0.05, 0.5)

    def act(self) -> None:
        word = f"Lettre{self.random.getrandbits(48)}"
        if self.random.random() < 0.15:
            data, ending = scan(word), ".png"
        else:
            data, ending = text_pdf(word), ".pdf"
        self.dropped[hashlib.sha256(data).hexdigest()] = "mairie" if ending == ".png" else word.lower()
        target = self.folder / f"{self.random.choice(NAMES)}{ending}"
        if self.random.random() < 0.3:
            self.write_slowly(target, data)
        else:
            temporary = self.folder / f".{word}.part"
            temporary.write_bytes(data)
            while target.exists():
                target = target.with_stem(f"{target.stem}-{self.random.getrandbits(16)}")
            temporary.rename(target)

    def write_slowly(self, target: Path, data: bytes) -> None:
        """In place, in pieces, the file closed between them now and then."""
        while True:
            try:
                target.open("xb").close()
                break
            except FileExistsError:
                target = target.with_stem(f"{target.stem}-{self.random.getrandbits(16)}")
        step = len(data) // 4 + 1
        with target.open("ab") as file:
            for start in range(0, len(data), step):
                file.write(data[start : start + step])
                file.flush()
                time.sleep(self.random.uniform(0.1, 0.6))
