"""What a mail's parts hold: its text, its files, and what could not be read."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from edm.files.kinds import EMAIL, EXTENSIONS, TEXT, UNKNOWN, mime_of
from edm.files.names import clean_name
from edm.intake.mails.charsets import one_line, text_of, tidy
from edm.intake.mails.headers import addresses, names_of
from edm.intake.mails.markup import words_of
from edm.intake.mails.structure import MAX_DEPTH, Budget, Part, part_read, uuencoded
from edm.intake.mails.winmail import MIMES as WINMAIL
from edm.intake.mails.winmail import winmail_read
from edm.intake.message import Attachment

MAX_TEXT = 1_000_000  # characters
MAX_MARKUP = 5_000_000  # bytes of HTML that words are taken from
MAX_ENTRIES = 5000  # of a ZIP container that is looked into for its kind
HEAD = 8192
FURNITURE = {"application/applefile", "application/pgp-encrypted"}  # a Macintosh's icon; "Version: 1"
REPORTS = {"message/delivery-status", "message/disposition-notification", "message/global-delivery-status"}
SEALED = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
DECLARED = re.compile(r"^[a-z]+/[a-z0-9][a-z0-9.+_-]{0,100}$")
WORDS = re.compile(r"\w+")


@dataclass
class Contents:
    """Filled part by part."""

    budget: Budget
    texts: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    reports: list[bytes] = field(default_factory=list)  # delivery-status and disposition-notification parts
    returned: list[bytes] = field(default_factory=list)  # what a report gives back of our mail

    @property
    def text(self) -> str:
        return "\n\n".join(text for text in self.texts if text)

    def tell(self, defect: str) -> None:
        if defect not in self.defects:
            self.defects.append(defect)


def contents_read(part: Part, budget: Budget) -> Contents:
    contents = Contents(budget)
    _read(part, contents, depth=0)
    if budget.exceeded:
        contents.tell(_("This message has too many parts, or parts nested too deeply: some were not read."))
    return contents


def _read(part: Part, contents: Contents, depth: int, report: bool = False) -> None:
    if part.mime.startswith("multipart/"):
        _read_multipart(part, contents, depth)
        return
    data, whole = part.decoded()
    if not contents.budget.bytes(len(data)):
        return
    kind = part.mime
    if report and kind in REPORTS:
        contents.reports.append(data)
    elif report and kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"):
        contents.returned.append(data)
    elif kind in FURNITURE:
        pass
    elif kind in WINMAIL or part.name.lower() == "winmail.dat":
        _read_winmail(part, data, whole, contents)
    elif kind in ("text/plain", "text/html", "text/enriched", "text/x-amp-html") and _is_body(part):
        _read_text(part, data, contents)
        if not whole:
            contents.tell(_("The message was cut short on its way: its end is missing."))
    else:
        _attach(part, data, whole, contents, depth)


def _read_multipart(part: Part, contents: Contents, depth: int) -> None:
    if not part.children:
        if part.body.strip():  # the boundary is missing, or nested too deep: what is there is shown as it came
            contents.tell(_("The parts of this message could not be told apart: its text is shown as it came."))
            contents.texts.append(_bounded(text_of(part.body[: MAX_TEXT * 2], part.charset), contents))
        return
    if part.mime == "multipart/encrypted":
        contents.tell(_("This message is encrypted: only its recipient's key can open it."))
    if part.mime != "multipart/alternative":
        for child in part.children:
            _read(child, contents, depth, report=part.mime == "multipart/report")
        return
    versions = []
    for child in part.children:
        one = Contents(contents.budget, defects=contents.defects)
        _read(child, one, depth)
        versions.append((child.mime, one.text))
        for attachment in one.attachments:
            contents.attachments.append(attachment)
    contents.texts.append(_best(versions))


def _best(versions: list[tuple[str, str]]) -> str:
    """The plain version, unless it says less than half of what another says ("your program cannot show HTML")."""
    texts = [text for _mime, text in versions if text]
    plain = next((text for mime, text in versions if mime == "text/plain" and text), "")
    longest = max(texts, key=len, default="")
    if plain and len(WORDS.findall(plain)) * 2 >= len(WORDS.findall(longest)):
        return plain
    return longest


def _is_body(part: Part) -> bool:
    return part.disposition != "attachment" and not part.name


def _read_text(part: Part, data: bytes, contents: Contents) -> None:
    if part.mime in ("text/html", "text/x-amp-html"):
        markup = text_of(data[:MAX_MARKUP], part.charset or _meta_charset(data))
        contents.texts.append(_bounded(words_of(tidy(markup)), contents))
        if len(data) > MAX_MARKUP:
            _bounded(" " * (MAX_TEXT + 1), contents)
        return
    for name, file, whole, start, end in reversed(list(uuencoded(data))):
        data = data[:start] + data[end:]
        _keep(name, "", file, whole, contents)
    text = text_of(data, part.charset)
    if part.mime == "text/enriched":
        text = words_of(text)
    if part.parameters.get("format", "").lower() == "flowed":
        text = _unflowed(tidy(text), part.parameters.get("delsp", "").lower() == "yes")
    if "-----BEGIN PGP MESSAGE-----" in text:
        contents.tell(_("This message is encrypted: only its recipient's key can open it."))
    contents.texts.append(_bounded(text, contents))


def _bounded(text: str, contents: Contents) -> str:
    if len(text) > MAX_TEXT:
        contents.tell(_("The text of this message is very long: its end is only in the original."))
    return tidy(text[:MAX_TEXT]).strip("\n").rstrip()


def _meta_charset(data: bytes) -> str:
    found = re.search(rb"<meta[^<>]{0,200}charset=[\"']?([\w-]{1,40})", data[:4096], re.IGNORECASE)
    return found[1].decode() if found else ""


def _unflowed(text: str, delsp: bool) -> str:
    """RFC 3676: a line that ends with a space goes on in the next one, at the same depth of quotation."""
    out: list[str] = []
    flowing, level = False, 0
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        if flowing and depth == level and content != "-- ":
            out[-1] += content
        else:
            out.append(">" * depth + (" " if depth else "") + content)
        flowing, level = content.endswith(" ") and content != "-- ", depth
        if flowing and delsp:
            out[-1] = out[-1][:-1]
    return "\n".join(out)


def _read_winmail(part: Part, data: bytes, whole: bool, contents: Contents) -> None:
    read = winmail_read(data)
    if read is None:
        contents.tell(_("The file winmail.dat, made by Outlook, could not be opened: it is kept as it came."))
        _keep(part.name or "winmail.dat", part.mime, data, whole, contents)
        return
    text, files = read
    said = "".join(WORDS.findall(contents.text))
    if "".join(WORDS.findall(text)) not in said:
        contents.texts.append(_bounded(text, contents))
    for name, file in files:
        if contents.budget.part() and contents.budget.bytes(len(file)):
            _keep(name, "", file, whole, contents)


def _attach(part: Part, data: bytes, whole: bool, contents: Contents, depth: int) -> None:
    if part.mime in SEALED and "signed" not in part.parameters.get("smime-type", ""):
        contents.tell(_("This message is encrypted: only its recipient's key can open it."))
    elif part.mime in SEALED:
        contents.tell(_("This message is signed in a form that is not read here: its text is in the file smime.p7m."))
    name = part.name
    nested = part.mime in ("message/rfc822", "message/global") or (
        name.lower().endswith(".eml") and mime_of(data[:HEAD]) == EMAIL
    )
    if not nested:
        _keep(name, part.mime, data, whole, contents)
        return
    if depth + 1 >= MAX_DEPTH or not contents.budget.part():
        contents.budget.exceeded = True
        _keep(name or "message.eml", EMAIL, data, whole, contents)
        return
    inner = part_read(data, contents.budget, depth + 1, cut=part.cut)
    subject = inner.headers.text("subject")
    _keep(name or clean_name(subject[:80], "message") + ".eml", EMAIL, data, whole, contents)
    within = Contents(contents.budget, defects=contents.defects)
    _read(inner, within, depth + 1)
    contents.attachments += within.attachments
    heading = [_("Attached message: %(subject)s") % {"subject": subject or "–"}]
    sender = addresses(inner.headers.get("from"))
    heading += [_("From: %(sender)s") % {"sender": " ".join(sender[0]).strip()}] if sender else []
    heading += [names_of(inner.headers.get("date"))]
    contents.texts.append(_bounded("\n".join(["——", *filter(None, heading), "", within.text]), contents))


def _keep(name: str, declared: str, data: bytes, whole: bool, contents: Contents) -> None:
    mime = kind_of(data, declared)
    if mime == "text/calendar":
        name = name or "invite.ics"
    name = clean_name(one_line(name.replace("\0", ""), 500), "") or _default_name(mime, declared)
    if not whole:
        contents.tell(
            _("The attachment %(name)s is incomplete or damaged: what could be saved is kept.") % {"name": name}
        )
    contents.attachments.append(Attachment(name, mime, data, damaged=not whole))


def kind_of(data: bytes, declared: str) -> str:
    """The media type as the bytes say; as declared where they only say "some text", "some bytes" or "a container"."""
    is_zip = data[:2] == b"PK"
    small = is_zip and data.count(b"PK\x01\x02") <= MAX_ENTRIES
    mime = mime_of(data if small else data[:HEAD])
    if not DECLARED.match(declared) or declared == UNKNOWN or declared.startswith(("multipart/", "message/")):
        return mime
    if mime == TEXT and declared.startswith(("text/", "application/")) and declared != "application/pdf":
        return declared
    if mime == "application/zip" and declared.startswith("application/"):
        return declared
    return declared if mime == UNKNOWN and not declared.startswith(("image/", "text/")) else mime


def _default_name(mime: str, declared: str) -> str:
    endings = EXTENSIONS.get(mime)
    extension = endings[0] if endings else mimetypes.guess_extension(declared or mime) or ".bin"
    stem = "image" if mime.startswith("image/") else "smime" if mime in SEALED else _("attachment")
    return stem + (".p7m" if mime in SEALED else extension)
