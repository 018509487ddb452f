"""Whether a mail carries something that must not be opened unseen: it is then put aside, for the registrar to release.

A file is judged by its last extension and by its bytes; an archive by what it holds, without ever inflating more than
a bound. An archive that cannot be looked into (a password, 7z, rar) is put aside as well.
"""

from __future__ import annotations

import bz2
import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from edm.files.names import clean_name
from edm.intake.message import Attachment, Message

MAX_ENTRIES = 2000
MAX_NESTED = 3
MAX_INFLATED = 64 * 1024 * 1024  # bytes inflated to look inside, for one mail
BIG = 1024 * 1024  # below, a high ratio is an empty table, not a bomb
MAX_RATIO = 100
HEAD = 4096
OVER_RIGHT_TO_LEFT = "\u202e"
# What zipfile raises on a broken archive, whichever way its entries are packed.
BROKEN = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, zlib.error, lzma.LZMAError,
    struct.error,
)  # fmt: skip

# fmt: off
PROGRAMS = {
    "exe", "com", "scr", "pif", "cpl", "msi", "msp", "mst", "dll", "ocx", "sys", "drv", "bat", "cmd", "ps1", "psm1",
    "psd1", "ps1xml", "vbs", "vbe", "js", "jse", "mjs", "ws", "wsf", "wsc", "wsh", "sct", "hta", "chm", "hlp", "jar",
    "jnlp", "apk", "app", "deb", "rpm", "pkg", "run", "sh", "bash", "csh", "zsh", "ksh", "command", "py", "pyw", "pyc",
    "pl", "rb", "php", "lnk", "url", "desktop", "scf", "inf", "reg", "msc", "gadget", "application", "appref-ms",
    "settingcontent-ms", "library-ms", "search-ms", "xll", "iqy", "slk", "rdp", "appx", "msix", "appinstaller",
    "theme", "themepack", "diagcab", "osd", "prf", "ade", "adp", "mde", "accde", "swf", "elf", "one",
}
MACROS = {"docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppam", "ppsm", "sldm"}
IMAGES_OF_DISKS = {"iso", "img", "vhd", "vhdx", "vmdk", "dmg", "udf", "wim"}
CLOSED = {
    "7z", "rar", "r00", "cab", "ace", "arj", "lzh", "lha", "arc", "zoo", "z", "xar", "cpio", "alz", "egg", "zst",
    "tzst", "lz", "tlz", "lz4",
}
# fmt: on
PAGES = (".html", ".htm", ".xhtml", ".shtml", ".svg", ".mht", ".mhtml")
ACTIVE = re.compile(
    rb"<(script|iframe|object|embed|form)\b|javascript:|vbscript:|http-equiv=.?refresh|\son[a-z]{3,20}\s*=\s*[\"']",
    re.IGNORECASE,
)
PE_AT = slice(0x3C, 0x40)
MARKS = (
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xce\xfa\xed\xfe", "program"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "program"),  # a Windows shortcut
    (b"ITSF", "program"),  # compiled help
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "program"),  # OneNote, which carries files
    (b"7z\xbc\xaf\x27\x1c", "closed"),
    (b"Rar!\x1a\x07", "closed"),
    (b"MSCF", "closed"),
    (b"\x28\xb5\x2f\xfd", "closed"),  # Zstandard, which Windows 11 opens
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
VBA = "_VBA_PROJECT".encode("utf-16-le")
SEALED_OFFICE = "EncryptedPackage".encode("utf-16-le")


def danger_of(message: Message) -> str:
    """Why the mail is put aside, a sentence for the registrar; empty if it need not be."""
    look = _Look()
    for attachment in message.attachments:
        look.packed += len(attachment.data)
        kind = look.at(attachment.name, attachment.data)
        if kind:
            return _sentence(kind, attachment)
    return ""


def _sentence(kind: str, attachment: Attachment) -> str:
    sentences = {
        "program": _("%(name)s is a program, or contains one."),
        "macros": _("%(name)s contains macros."),
        "disk": _("%(name)s is the image of a disk."),
        "page": _("%(name)s is a page that runs a script or asks for words."),
        "closed": _("%(name)s is an archive that cannot be looked into."),
        "password": _("%(name)s is protected by a password: it cannot be looked into."),
        "bomb": _("%(name)s is an archive that inflates beyond measure."),
        "deceptive": _("%(name)s has a name that hides its kind."),
    }
    return sentences[kind] % {"name": attachment.name[:100]}


@dataclass
class _Look:
    left: int = MAX_INFLATED
    entries: int = MAX_ENTRIES
    packed: int = 0  # bytes of the files as they came
    unpacked: int = 0  # bytes that their archives promise, at every level

    def at(self, name: str, data: bytes, depth: int = 0) -> str:
        """The kind of danger, or nothing."""
        return by_name(name) or by_bytes(name, data) or self._inside(name, data, depth)

    def _inside(self, name: str, data: bytes, depth: int) -> str:
        if data[:2] == b"PK" or zipfile.is_zipfile(io.BytesIO(data)):
            return self._zip(data, depth)
        inflate = _inflater(data)
        if inflate is not None:
            try:
                inner = inflate(data, self.left + 1)
            except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError):
                return ""  # damaged: nothing comes out of it for anybody
            if _is_bomb(len(data), len(inner)) or len(inner) > self.left:
                return "bomb"
            self.left -= len(inner)
            return "bomb" if depth >= MAX_NESTED else self.at(_without_ending(name), inner, depth + 1)
        return self._tar(data, depth) if data[257:262] == b"ustar" else ""

    def _zip(self, data: bytes, depth: int) -> str:
        if data.count(b"PK\x01\x02") > MAX_ENTRIES or depth >= MAX_NESTED:
            return "bomb"
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                entries = archive.infolist()
                self.entries -= len(entries)
                self.unpacked += sum(entry.file_size for entry in entries)
                if self.entries < 0 or _is_bomb(self.packed, self.unpacked):
                    return "bomb"
                for entry in entries:
                    kind = self._entry(archive, entry, depth)
                    if kind:
                        return kind
        except BROKEN:
            return "" if b"PK\x03\x04" not in data else self._loose_names(data)
        return ""

    def _entry(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int) -> str:
        if entry.is_dir():
            return ""
        if entry.flag_bits & 1:
            return "password"
        if _is_bomb(entry.compress_size, entry.file_size):
            return "bomb"
        if re.search(r"(^|/)vbaproject\.bin$", entry.filename, re.IGNORECASE):
            return "macros"
        kind = by_name(entry.filename)
        if kind:
            return kind
        with archive.open(entry) as stream:
            head = stream.read(HEAD)
            if not _may_hold(head):
                return by_bytes(entry.filename, head)
            inner = head + stream.read(min(self.left, MAX_INFLATED) + 1)
        if len(inner) > self.left:
            return "bomb"
        self.left -= len(inner)
        return self.at(entry.filename, inner, depth + 1)

    def _loose_names(self, data: bytes) -> str:
        """A broken archive may still be opened by a patient program: the names of its local headers."""
        for found in list(re.finditer(rb"PK\x03\x04.{22}(..)..", data, re.DOTALL))[:MAX_ENTRIES]:
            start = found.end()
            name = data[start : start + min(int.from_bytes(found[1], "little"), 300)].decode("utf-8", "replace")
            kind = by_name(name)
            if kind:
                return kind
        return ""

    def _tar(self, data: bytes, depth: int) -> str:
        try:
            with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
                for member in archive:
                    self.entries -= 1
                    if self.entries < 0 or member.size > len(data) or depth > MAX_NESTED:  # a sparse file says any size
                        return "bomb"
                    stream = archive.extractfile(member) if member.isreg() else None
                    kind = self.at(member.name, stream.read(member.size), depth + 1) if stream else ""
                    if kind:
                        return kind
        except (tarfile.TarError, OSError, ValueError, EOFError, RecursionError, KeyError):
            return ""
        return ""


def by_name(name: str) -> str:
    """By the last extension, once what hides it is gone: spaces, dots, direction marks, a path."""
    extension = clean_name(name).lower().rpartition(".")[2].strip()
    if extension in PROGRAMS:
        return "program"
    if extension in MACROS:
        return "macros"
    if extension in IMAGES_OF_DISKS:
        return "disk"
    if extension in CLOSED:
        return "closed"
    return "deceptive" if OVER_RIGHT_TO_LEFT in name else ""


def by_bytes(name: str, data: bytes) -> str:
    """By the first bytes, whatever the name."""
    if _is_windows_program(data):
        return "program"
    for mark, kind in MARKS:
        if data.startswith(mark):
            return kind
    if data.startswith(b"#!") and re.match(rb"#!\s*/\w", data):
        return "program"
    if data.startswith(OLE):
        return "macros" if VBA in data else "password" if SEALED_OFFICE in data else ""
    if data[0x8001:0x8006] == b"CD001":
        return "disk"
    head = data[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    page = name.lower().endswith(PAGES) or head.startswith((b"<!doctype html", b"<html", b"<svg"))
    if page and ACTIVE.search(data):
        return "page"
    return ""


def _is_windows_program(data: bytes) -> bool:
    if not data.startswith(b"MZ"):
        return False
    at = int.from_bytes(data[PE_AT], "little")
    return b"This program" in data[:512] or data[at : at + 2] in (b"PE", b"NE", b"LE") or b"\0" in data[:64]


def _is_bomb(packed: int, size: int) -> bool:
    return size > BIG and size > MAX_RATIO * max(packed, 1)


def _may_hold(head: bytes) -> bool:
    return head[:2] == b"PK" or _inflater(head) is not None or head[257:262] == b"ustar" or head.startswith(OLE)


def _without_ending(name: str) -> str:
    return re.sub(r"\.(gz|bz2|xz|lzma|tgz|tbz2?|txz)$", "", name, flags=re.IGNORECASE)


def _inflater(data: bytes) -> Callable[[bytes, int], bytes] | None:
    if data.startswith(b"\x1f\x8b"):
        return lambda packed, limit: zlib.decompressobj(31).decompress(packed, limit)
    if data.startswith(b"BZh"):
        return lambda packed, limit: bz2.BZ2Decompressor().decompress(packed, limit)
    if data.startswith(b"\xfd7zXZ\x00"):
        return lambda packed, limit: lzma.LZMADecompressor(memlimit=MAX_INFLATED).decompress(packed, limit)
    return None
