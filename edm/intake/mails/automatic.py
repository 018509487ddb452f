"""Whether a machine wrote: then nobody is answered, for two machines would answer each other for ever (RFC 3834).

By what the headers declare, else by the first words of the subject. A person's "Re: Out of office" is a person's.
X-Auto-Response-Suppress asks us not to answer by machine; people's mails from Outlook have it too: no
sign. Nor is a no-reply address: service-public.fr passes citizens' requests on from one.
"""

from __future__ import annotations

import re

from edm.intake.mails.contents import Contents
from edm.intake.mails.headers import MAX_IDS, Headers, addresses, headers_read, ids, message_id
from edm.intake.mails.structure import Part
from edm.intake.message import Automatic

# A citizen's "Absent du 3 au 15 août" or "Avis d'absence de Léo à la cantine" asks for something.
ABSENCE = re.compile(
    r"(r[ée]ponse (automatique|d'absence)\b|automatic reply|auto(matic)?[- ]?(reply|response)\b|autoreply"
    r"|message d'absence( automatique)?\s*(:\s*(re|votre)\b.*)?$"
    r"|absen(ce|te?) du bureau\b(?! d| m)|out[- ]of[- ](the[- ])?office"
    r"|abwesenheitsnotiz|automatische antwort|respuesta autom[áa]tica|vacation (reply|response|message)\b)",
    re.IGNORECASE,
)
TAGS = re.compile(r"^[\s*(]*(\[[^\]]{0,40}\]\s*)*")  # "[SPAM]", "[D-2026-000123]"
BOUNCE = re.compile(
    r"(undelivered mail returned|undeliver(able|ed)\b|delivery status notification"
    r"|mail delivery (fail|system|subsystem)"
    r"|mail (system error|could not be delivered)|returned mail\b|failure notice|delivery (failure|has failed|delayed)"
    r"|warning: (could not send|message .{1,40} delayed)|non[- ](remise?|distribu(able|[ée]))\s*:|message non d[ée]livr"
    r"|[ée]chec de (la )?remise\b|notification d'[ée]tat de (la )?(remise|distribution))",
    re.IGNORECASE,
)
MACHINES = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|mdaemon|bounces?[+-].*)@")
ANSWERING = ("x-autoreply", "x-auto-reply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-vacation")
KEYWORD = re.compile(r"[a-z-]+")  # a comment or a parameter may follow
LISTS = ("list-id", "list-unsubscribe", "list-post", "list-help")
TEXT_ADDRESS = re.compile(r"^\s*<?([^\s<>()\",;:]{1,100}@[^\s<>()\",;:]{1,200}?)>?:?\s*$", re.MULTILINE)
TEXT_ID = re.compile(r"^\s*message-id:\s*<([^<>\s]{1,900})>", re.MULTILINE | re.IGNORECASE)
FAILED = re.compile(r"^action:\s*failed", re.MULTILINE | re.IGNORECASE)
RECIPIENT = re.compile(
    r"^(?:final|original)-recipient:\s*(?:[\w-]+\s*;)?\s*<?([^\s<>;]+@[^\s<>;]+)", re.MULTILINE | re.IGNORECASE
)
STATUS = re.compile(r"^status:\s*([245]\.\d{1,3}\.\d{1,3})", re.MULTILINE | re.IGNORECASE)
ORIGINAL_ID = re.compile(r"^original-message-id:\s*<?([^<>\s]{1,900})", re.MULTILINE | re.IGNORECASE)


def automatic_of(headers: Headers, tree: Part, contents: Contents, sender: str) -> Automatic:
    subject = TAGS.sub("", headers.text("subject")).replace("’", "'")
    report = _report(tree, contents)
    if report:
        return report
    declared = "".join(KEYWORD.findall(headers.get("auto-submitted").lower())[:1])
    null_path = headers.has("return-path") and headers.get("return-path").replace(" ", "") in ("<>", "")
    machine = MACHINES.match(sender)
    if headers.has("x-failed-recipients") or BOUNCE.match(subject) or (machine and null_path):
        return Automatic.BOUNCE
    if ABSENCE.match(subject) or declared == "auto-replied" or any(headers.has(name) for name in ANSWERING):
        return Automatic.ABSENCE
    precedence = headers.get("precedence").strip().lower()
    if precedence in ("auto_reply", "auto-reply") or "autoresponder" in headers.get("x-post-messageclass").lower():
        return Automatic.ABSENCE
    if any(headers.has(name) for name in LISTS) or precedence in ("list", "bulk"):
        return Automatic.LIST
    generated = declared not in ("", "no") or precedence == "junk" or null_path or machine
    return Automatic.GENERATED if generated else Automatic.NO


def reported(automatic: Automatic, headers: Headers, contents: Contents) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The Message-IDs that a report speaks of, and the addresses that it says failed."""
    if automatic not in (Automatic.BOUNCE, Automatic.RECEIPT) and not contents.reports:
        return (), ()
    found = [message_id(headers_read(raw)[0].get("message-id")) for raw in contents.returned]
    texts = [raw[:200_000].decode("utf-8", "replace").replace("\r\n", "\n") for raw in contents.reports]
    found += [i for text in texts for i in ORIGINAL_ID.findall(text)]
    found += TEXT_ID.findall(contents.text[:200_000])
    found += ids(headers.get("in-reply-to")) + ids(headers.get("references"))
    failed = []
    if automatic is Automatic.BOUNCE:
        groups = [group for text in texts for group in re.split(r"\n[ \t]*\n", text) if FAILED.search(group)]
        failed = [address for group in groups for address in RECIPIENT.findall(group)]
        failed += [address for _name, address in addresses(headers.get("x-failed-recipients"))]
        if not failed and not texts:
            failed = TEXT_ADDRESS.findall(contents.text[:20_000])[:20]
    return (
        tuple(dict.fromkeys(i for i in found if i))[:MAX_IDS],
        tuple(dict.fromkeys(address.lower().rstrip(".:") for address in failed))[:MAX_IDS],
    )


def status_of(contents: Contents) -> str:
    """The first failure's status in a delivery report, "5.1.1" (RFC 3463), or nothing."""
    for raw in contents.reports:
        text = raw[:200_000].decode("utf-8", "replace").replace("\r\n", "\n")
        for group in re.split(r"\n[ \t]*\n", text):
            if FAILED.search(group) and (found := STATUS.search(group)):
                return found[1]
    return ""


def _report(tree: Part, contents: Contents) -> Automatic:
    """What a multipart/report says: a failure is a bounce; a delay or a success is only a machine's word."""
    kind = tree.parameters.get("report-type", "").lower() if tree.mime == "multipart/report" else ""
    if tree.mime == "multipart/report" and not kind:
        mimes = {child.mime for child in tree.children}
        kind = "disposition-notification" if "message/disposition-notification" in mimes else "delivery-status"
    if kind == "disposition-notification":
        return Automatic.RECEIPT
    if kind == "delivery-status":
        actions = b"\n".join(contents.reports).lower()
        delivered = b"action:" in actions and not re.search(rb"^action:\s*failed", actions, re.MULTILINE)
        return Automatic.GENERATED if delivered else Automatic.BOUNCE
    return Automatic.GENERATED if tree.mime == "multipart/report" else Automatic.NO
