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

MAX_DEPTH = 12
MAX_PARTS = 500
MAX_DECODED = 200 * 1024 * 1024  # bytes of all parts together


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
    """One part: its headers, its media type in lower case, the parameters, the bytes still encoded."""

    headers: Headers
    mime: str
    parameters: dict[str, str]
    disposition: str
    name: str  # as given: not yet safe
    body: bytes
    cut: bool = False  # no boundary ends it: the mail was cut here
    children: list[Part] = field(default_factory=list)

    @property
    def charset(self) -> str:
        return self.parameters.get("charset", "")

    def decoded(self) -> tuple[bytes, bool]:
        """The bytes without their transfer encoding, and whether they are whole."""
        encoding = self.headers.get("content-transfer-encoding").strip(" \"';").lower()
        if encoding == "base64":
            data, whole = base64_bytes(self.body)
        elif encoding == "quoted-printable":
            data, whole = quopri.decodestring(self.body), True
        elif encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
            files = list(uuencoded(self.body))
            data, whole = (files[0][1], files[0][2]) if files else (self.body, False)
        else:
            data, whole = self.body, True
        return data, whole and not self.cut


def part_read(raw: bytes, budget: Budget, depth: int = 0, *, cut: bool = False, within: str = "") -> Part:
    """The tree of a mail or a part; `within` is the multipart it stands in."""
    headers, body = headers_read(raw)
    mime, parameters = headers.parameters("content-type")
    disposition, more = headers.parameters("content-disposition")
    if mime.count("/") != 1 or mime.startswith("/") or mime.endswith("/"):
        mime = "message/rfc822" if within == "multipart/digest" else "text/plain"
    name = more.get("filename") or parameters.get("name") or ""
    part = Part(headers, mime, parameters, disposition, name, body, cut)
    boundary = parameters.get("boundary", "").rstrip()
    if mime.startswith("multipart/") and depth >= MAX_DEPTH:
        budget.exceeded = True
    elif mime.startswith("multipart/") and boundary:
        for piece, open_end in _pieces(body, boundary.encode("utf-8", "ignore")):
            if not budget.part():
                break
            part.children.append(part_read(piece, budget, depth + 1, cut=cut or open_end, within=mime))
    return part


def _pieces(body: bytes, boundary: bytes) -> Iterator[tuple[bytes, bool]]:
    """The bytes between boundaries; True for one that nothing ends."""
    line = re.compile(rb"(?:\A|\r\n|\n|\r)--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r\n|\n|\r(?!\n)|\Z)")
    start = None
    position = 0
    while found := line.search(body, position):
        if start is not None:
            yield body[start : found.start()], False
        start = found.end()
        # The end of this line may be the beginning of the next boundary's.
        position = max(found.end() - 1, found.start() + 1) if found.end() < len(body) else found.end()
        if found[1] or found.end() >= len(body):
            start = None if found[1] else start
            break
    if start is not None and body[start:].strip():
        yield body[start:], True


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
