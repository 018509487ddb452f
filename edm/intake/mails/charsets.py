"""Bytes to Unicode when the declared charset is missing, unknown or wrong.

A town hall's mail is UTF-8 or Windows-1252. Statistical guessing is poor at the few accents of a short letter
(it finds Cyrillic in "mairie fermée"); whether the bytes are valid UTF-8 is nearly always right.
"""

from __future__ import annotations

import binascii
import codecs
import quopri
import re
import string
import unicodedata

# Codecs that are text encodings and fast; "idna", "punycode", "unicode_escape" are neither.
TEXT_CODEC = re.compile(
    r"^(ascii|utf|iso|latin|cp\d|windows|koi8|mac|gb|big5|euc|shift|johab|hz|tis|ptcp|kz|hp)", re.IGNORECASE
)
SAME_AS = {"ks_c_5601-1987": "cp949", "gb2312": "gb18030", "iso-8859-8-i": "iso-8859-8", "macintosh": "mac-roman"}
ONE_BYTE_WESTERN = {"ascii", "iso8859-1", "iso8859-15", "cp1252"}
BASE64 = (string.ascii_letters + string.digits + "+/").encode()
NOT_BASE64 = bytes(set(range(256)) - set(BASE64 + b"="))
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,20000})\?=(?:[ \t\r\n]+(?==\?))?")
# Direction overrides make one read another name than the machine does.
OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
CONTROLS = {
    **OVERRIDES,
    **{c: None for c in [*range(32), *range(0x7F, 0xA0), *range(0xD800, 0xE000)] if c not in (9, 10)},
}


def text_of(data: bytes, declared: str = "") -> str:
    """The text; never fails, and never loses an accent that can be saved."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    codec = _codec(declared)
    if codec in ONE_BYTE_WESTERN:  # valid UTF-8 with accents is never meant as Latin-1
        return _strict(data, "utf-8") or _western(data, codec)
    text = _strict(data, codec) if codec else None
    if text is None:
        text = _strict(data, "utf-8")
    return text if text is not None else _mended(data, codec)


def encoded_words(value: str) -> str:
    """A header's text with its RFC 2047 words read, those cut in the middle of a character too."""
    out: list[str] = []
    pending: list[bytes] = []
    charset, end = "", 0

    def flush() -> None:
        if pending:
            out.append(text_of(b"".join(pending), charset))
            pending.clear()

    for found in WORD.finditer(value):
        between = value[end : found.start()]
        name = found[1].partition("*")[0]  # RFC 2231 adds a language
        if between or name.lower() != charset.lower():
            flush()
        out.append(between)
        pending.append(_word_bytes(found[2], found[3]))
        charset, end = name, found.end()
    flush()
    out.append(value[end:])
    return "".join(out)


def tidy(text: str) -> str:
    """Lines end with a newline; without NUL and other control characters, nor direction overrides."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS)


def one_line(text: str, limit: int = 1000) -> str:
    """The text on one line, as NFC, at most `limit` characters."""
    return unicodedata.normalize("NFC", " ".join(tidy(text[: limit * 4]).split()))[:limit].rstrip()


def base64_bytes(data: bytes) -> tuple[bytes, bool]:
    """What a base64 body holds, and whether it is whole. Foreign characters are skipped, as RFC 2045 asks."""
    whole = not data.translate(None, BASE64 + b"= \t\r\n")
    pieces = re.split(rb"=+", data.translate(None, NOT_BASE64))  # several may have been put end to end
    out = []
    for piece in pieces:
        if len(piece) % 4 == 1:
            piece, whole = piece[:-1], False
        out.append(binascii.a2b_base64(piece + b"=" * (-len(piece) % 4)))
    last = pieces[-1]
    return b"".join(out), whole and not (last and len(last) % 4)


def _codec(declared: str) -> str:
    name = declared.strip(" \"'\0").lower()
    try:
        found = codecs.lookup(SAME_AS.get(name, name)).name if name.isascii() and len(name) < 40 else ""
    except (LookupError, ValueError):
        return ""
    return found if TEXT_CODEC.match(found) else ""


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def _western(data: bytes, codec: str = "") -> str:
    if codec == "iso8859-15":
        return data.decode(codec, "replace")
    text = _strict(data, "cp1252")  # what is declared as Latin-1 often has its € and its curly quotes
    return text if text is not None else data.decode("latin-1")


def _mended(data: bytes, codec: str) -> str:
    """Neither as declared nor UTF-8: damaged if it is mostly so, else the Western charset."""
    if codec and codec != "utf-8":
        text = data.decode(codec, "replace")
        return text if text.count("\ufffd") * 20 < len(text) else _western(data)
    text = data.decode("utf-8", "replace")
    good = sum(c > "\x7f" and c != "\ufffd" for c in text)
    return text if good > text.count("\ufffd") else _western(data)


def _word_bytes(encoding: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "ignore")
    if encoding in "bB":
        return base64_bytes(data)[0]
    return quopri.decodestring(data.replace(b"_", b" ").replace(b"\n", b" "), header=False)
