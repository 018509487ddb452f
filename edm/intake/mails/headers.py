"""A mail's headers, read with patience: raw 8-bit bytes, folded anyhow, cut short, repeated, absurdly long."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message as StandardMessage
from email.utils import getaddresses, parsedate_to_datetime

from edm.intake.mails.charsets import encoded_words, one_line, text_of, tidy

MAX_HEADERS = 512 * 1024  # bytes of one header section
MAX_VALUE = 32 * 1024  # of one header that is read
MAX_PARAMETERS = 8 * 1024
MAX_ADDRESSES = 500
MAX_IDS = 200
MAX_ID = 900

END_OF_HEADERS = re.compile(rb"(?:\A|\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?!\n))")
LINE = re.compile(rb"\r\n|\n|\r")
NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
# What email.utils raises on broken values, as the version of Python has it.
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, RecursionError)
ADDRESS = re.compile(r"[^\s<>()\[\]\",;:@]{1,200}@[^\s<>()\[\]\",;:@]{1,253}")
BETWEEN_ANGLES = re.compile(r"<([^<>]{1,2000})>")


@dataclass(frozen=True)
class Headers:
    """Names in lower case with their values as text, unfolded, encoded words not yet read."""

    pairs: tuple[tuple[str, str], ...] = ()
    cut: bool = False
    _first: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self._first.get(name, "")

    def all(self, name: str) -> list[str]:
        return [value for other, value in self.pairs if other == name]

    def has(self, name: str) -> bool:
        return name in self._first

    def text(self, name: str) -> str:
        return one_line(encoded_words(self.get(name)))

    def parameters(self, name: str) -> tuple[str, dict[str, str]]:
        """The value and the parameters of a Content-… header, RFC 2231's forms joined; both empty if unreadable."""
        raw = self.get(name)[:MAX_PARAMETERS]
        standard = StandardMessage()
        standard["Content-Type"] = raw
        try:
            found = standard.get_params(failobj=[])
            values = {key.lower(): _parameter(value) for key, value in reversed(found[1:])}
            return found[0][0].strip().lower() if found else "", values
        except UNREADABLE:
            return raw.partition(";")[0].strip().lower(), _loose(raw)


def headers_split(raw: bytes) -> tuple[list[tuple[str, bytes]], bytes, bool]:
    """(name in lower case, unfolded value) pairs, the body, and whether headers were left out."""
    found = END_OF_HEADERS.search(raw[: MAX_HEADERS + 2])
    head, body = (raw[: found.start()], raw[found.end() :]) if found else (raw, b"")
    cut = found is None and len(raw) > MAX_HEADERS
    if cut:
        found = END_OF_HEADERS.search(raw, MAX_HEADERS)
        head, body = raw[:MAX_HEADERS], raw[found.end() :] if found else b""
    pairs: list[tuple[str, bytes]] = []
    values: list[list[bytes]] = []
    position = 0
    for line in LINE.split(head):
        name = NAME.match(line)
        if line[:1] in (b" ", b"\t") and values:
            values[-1].append(line)
        elif name:
            pairs.append((name[1].decode("ascii").lower(), b""))
            values.append([line[name.end() :]])
        elif not (line.startswith((b"From ", b">From ")) or not line.strip()):
            if not pairs:  # not a mail at all: everything is its text
                return [], raw, False
            if not cut:  # the blank line was forgotten
                body = raw[position:]
                break
        position += len(line)
        position += 2 if raw[position : position + 2] == b"\r\n" else 1
    joined = [b" ".join(v.strip() for v in parts).strip() for parts in values]
    return [(name, value) for (name, _), value in zip(pairs, joined, strict=True)], body, cut


def headers_read(raw: bytes) -> tuple[Headers, bytes]:
    """The headers as text, and the body's bytes."""
    pairs, body, cut = headers_split(raw)
    texts = tuple((name, tidy(text_of(value[:MAX_VALUE])).replace("\n", " ")) for name, value in pairs)
    return Headers(texts, cut, dict(reversed(texts))), body


def addresses(value: str) -> list[tuple[str, str]]:
    """(name, address in lower case) of each address, at most 500; what has no @ is left out."""
    value = value[:MAX_VALUE]
    try:
        pairs = getaddresses([value])
    except UNREADABLE:  # deep comments end in a RecursionError
        pairs = []
    found = [
        (one_line(encoded_words(name), 200).strip("'\" "), address)
        for name, given in pairs[:MAX_ADDRESSES]
        if (address := _address(given))
    ]
    if not found:
        loose = ADDRESS.findall(encoded_words(value))[:MAX_ADDRESSES]
        found = [("", address.lower()) for address in loose]
        if len(found) == 1:  # Name name@domain, without the signs
            name = one_line(encoded_words(value).replace(loose[0], " "), 200).strip("'\"<>()[],;: ")
            found = [(name, found[0][1])]
    return [(name if name.lower() != address else "", address) for name, address in found]


def names_of(value: str) -> str:
    """What stands in From besides the address, when there is no address."""
    return one_line(encoded_words(value), 200).strip("'\"<> ")


def ids(value: str) -> list[str]:
    """The Message-IDs of a References or In-Reply-To, without <>, the last 200."""
    found = ["".join(i.split()) for i in BETWEEN_ANGLES.findall(value)]
    if not found:
        found = [word.strip("<>,;") for word in value.split() if "@" in word]
    return [i[:MAX_ID] for i in found if i][-MAX_IDS:]


def message_id(value: str) -> str:
    found = ids(value)
    return found[0] if found else "".join(value.split()).strip("<>")[:MAX_ID]


def date_of(value: str) -> datetime | None:
    """Aware; None where no date, or an impossible one, can be read."""
    try:
        date = parsedate_to_datetime(value[:200])
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        return date if 1970 <= date.astimezone(UTC).year < 2200 else None
    except UNREADABLE:
        return None


def _address(given: str) -> str:
    found = ADDRESS.search(given)
    return found[0].lower().strip(".'") if found else ""


def _parameter(value: str | tuple[str | None, str | None, str]) -> str:
    if isinstance(value, tuple):  # RFC 2231: charset, language, text with its bytes as Latin-1
        charset, _language, text = value
        return text_of(text.encode("latin-1", "replace"), charset or "")
    return encoded_words(value)


def _loose(raw: str) -> dict[str, str]:
    pairs = re.findall(r";\s*([\w*-]{1,60})\s*=\s*(?:\"([^\"]*)\"|([^;\s]*))", raw)
    return {name.lower().rstrip("*").partition("*")[0]: encoded_words(quoted or bare) for name, quoted, bare in pairs}
