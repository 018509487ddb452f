"""A mail's parts, found by its boundaries: depth, number and bytes bounded, an unclosed one kept.

The standard library's tree recurses with the mail (hundreds of nested parts end it) and looks at every open boundary
for each line; here each level is one pass.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from edm.intake.mails.charsets import base64_bytes
from edm.intake.mails.headers import Headers, headers_read

MAX_DEPTH = 100
MAX_PARTS = 500
MAX_DECODED = 200 * 1024 * 1024  # bytes of all parts together


WORDS = re.compile(rb"[A-Za-z,] [A-Za-z]")  # never in base64: a text that only says it is
SOMETHING = re.compile(rb"\S")
UNDECLARED = re.compile(rb"\s*--([^\s]{1,200})[ \t]*(?:\r\n|\n|\r)content-", re.IGNORECASE)


@dataclass
class Budget:
    """What is still allowed for one mail; shared by everything that is nested in it."""

    parts: int = MAX_PARTS
    decoded: int = MAX_DECODED
    exceeded: bool = False

    def part(self) -> bool:
        self.parts -= 1
        self.exceeded |= self.parts < 0
        return self.parts >= 0

    def bytes(self, count: int) -> bool:
        if count > self.decoded:
            self.exceeded = True
            return False
        self.decoded -= count
        return True


@dataclass
class Part:
    """One part: its headers, its media type in lower case, the parameters, where its bytes are."""

    headers: Headers
    mime: str
    parameters: dict[str, str]
    disposition: str
    name: str  # as given: not yet safe
    raw: bytes  # the whole mail, of which the body goes from `start` to `end`
    start: int
    end: int
    cut: bool = False  # no boundary ends it: the mail was cut here
    children: list[Part] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        """Still encoded."""
        return self.raw[self.start : self.end]

    @property
    def charset(self) -> str:
        return self.parameters.get("charset", "")

    def decoded(self) -> tuple[bytes, bool]:
        """The bytes without their transfer encoding, and whether they are whole."""
        encoding = self.headers.get("content-transfer-encoding").strip(" \"';").lower()
        data, whole = self.body, True
        if encoding == "base64" and not (self.mime.startswith("text/") and WORDS.search(data)):
            data, whole = base64_bytes(data)
        elif encoding == "quoted-printable":
            data = quopri.decodestring(data)
        elif encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
            file = next(uuencoded(data), None)
            data, whole = (file[1], file[2]) if file else (data, False)
        return data, whole and not self.cut


def part_read(raw: bytes, budget: Budget, depth: int = 0) -> Part:
    """The tree of a mail."""
    return _part(raw, 0, len(raw), budget, depth)


def _part(raw: bytes, start: int, end: int, budget: Budget, depth: int, *, cut: bool = False, within: str = "") -> Part:
    headers, start = headers_read(raw, start, end)
    mime, parameters = headers.parameters("content-type")
    disposition, more = headers.parameters("content-disposition")
    if mime.count("/") != 1 or mime.startswith("/") or mime.endswith("/"):
        mime = "message/rfc822" if within == "multipart/digest" else "text/plain"
    name = more.get("filename") or parameters.get("name") or ""
    part = Part(headers, mime, parameters, disposition, name, raw, start, end, cut)
    if mime.startswith("multipart/") and depth >= MAX_DEPTH:
        budget.exceeded = True
    elif mime.startswith("multipart/"):
        for begins, ends, open_end in _pieces(raw, start, end, parameters.get("boundary", "").rstrip()):
            if not budget.part():
                break
            part.children.append(_part(raw, begins, ends, budget, depth + 1, cut=cut or open_end, within=mime))
    return part


LINE_ENDS = re.compile(rb"(--)?[ \t]*(?:\r\n|\n|\r(?!\n)|\Z)")


def _pieces(raw: bytes, start: int, end: int, boundary: str) -> Iterator[tuple[int, int, bool]]:
    """From where to where each part goes; True for one that nothing ends."""
    mark = b"--" + boundary.encode("utf-8", "ignore")
    at = raw.find(mark, start, end) if boundary else -1
    if at < 0:  # the first line tells it as well
        undeclared = UNDECLARED.match(raw, start, end)
        if undeclared is None:
            return
        mark = b"--" + undeclared[1]
        at = raw.find(mark, start, end)
    begins: int | None = None
    while at >= 0:
        line = LINE_ENDS.match(raw, at + len(mark), end) if at == start or raw[at - 1] in b"\r\n" else None
        if line:
            if begins is not None:  # the line end before a boundary belongs to it
                stop = at - 2 if raw[at - 2 : at] == b"\r\n" else at - 1
                yield begins, max(begins, stop), False
            if line[1]:
                return
            begins = line.end()
        at = raw.find(mark, at + len(mark), end)
    if begins is not None and SOMETHING.search(raw, begins, end):
        yield begins, end, True


UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?$", re.MULTILINE)


def uuencoded(data: bytes) -> Iterator[tuple[str, bytes, bool, int, int]]:
    """(name, bytes, whole, start, end) of each uuencoded file in a text."""
    position = 0
    while found := UU_BEGIN.search(data, position):
        out: list[bytes] = []
        end = found.end() + 1
        whole = False
        while end < len(data):
            stop = data.find(b"\n", end)
            stop = len(data) if stop < 0 else stop
            line = data[end:stop].rstrip(b"\r")
            if line.strip() == b"end":
                end, whole = stop, True
                break
            if line.strip(b"` ") and not _uu_line(line, out):
                break
            end = stop + 1
        position = max(end, found.end())
        if out:
            name = found[1].decode("utf-8", "replace").strip()
            yield name, b"".join(out), whole, found.start(), min(position, len(data))


def _uu_line(line: bytes, out: list[bytes]) -> bool:
    if not 32 <= line[0] <= 96:
        return False
    try:
        out.append(binascii.a2b_uu(line))
    except binascii.Error:  # some encoders write too much at the end of a line
        try:
            out.append(binascii.a2b_uu(line[: ((((line[0] - 32) & 63) * 4 + 5) // 3)]))
        except binascii.Error:
            return False
    return True
