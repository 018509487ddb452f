"""Whether a machine wrote: then nobody is answered, for two machines would answer each other for ever (RFC 3834).

By what the headers declare, else by the first words of the subject. A person's "Re: Out of office" is a person's.
X-Auto-Response-Suppress asks us not to answer by machine; people's mails from Outlook have it too: no sign.
"""

from __future__ import annotations

import re

from edm.intake.mails.contents import Contents
from edm.intake.mails.headers import MAX_IDS, Headers, addresses, headers_read, ids, message_id
from edm.intake.mails.structure import Part
from edm.intake.message import Automatic

ABSENCE = re.compile(
    r"(r[ée]ponse (automatique|d'absence)|automatic reply|auto(matic)?[- ]?(reply|response)\b|autoreply"
    r"|(message|notification|avis|notice) d['e ]+absence|absen(ce|t|te)( prolong[ée]e)? d[ue] bureau"
    r"|out[- ]of[- ](the[- ])?office|(i am |je suis )?(actuellement )?(en cong[ée]s?|absente?) (du|jusqu'au) \d"
    r"|abwesenheits|automatische antwort|respuesta autom[áa]tica|vacation (reply|response|message))",
    re.IGNORECASE,
)
BOUNCE = re.compile(
    r"(undelivered mail returned|undeliver(able|ed)\b|delivery status notification"
    r"|mail delivery (fail|system|subsystem)"
    r"|mail (system error|could not be delivered)|returned mail\b|failure notice|delivery (failure|has failed|delayed)"
    r"|warning: (could not send|message .{1,40} delayed)|non[- ]remis\b|non remise? :"
    r"|message non (distribu|remis|d[ée]livr)"
    r"|[ée]chec (de|d'|d’|lors de)? ?(la )?(remise|distribution|livraison|envoi)|avis de non[- ]remise"
    r"|notification d['’][ée]tat de (la )?(remise|distribution)|retour de courrier)",
    re.IGNORECASE,
)
MACHINES = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|mdaemon|bounces?[+-].*)@")
NO_REPLY = re.compile(r"^(no[-_.]?reply|do[-_.]?not[-_.]?reply|ne[-_.]?pas[-_.]?repondre|noreponse|nepasrepondre)\b")
ANSWERING = ("x-autoreply", "x-auto-reply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-vacation")
LISTS = ("list-id", "list-unsubscribe", "list-post", "list-help")
TEXT_ADDRESS = re.compile(r"^\s*<?([^\s<>()\",;:]{1,100}@[^\s<>()\",;:]{1,200}?)>?:?\s*$", re.MULTILINE)
TEXT_ID = re.compile(r"^\s*message-id:\s*<([^<>\s]{1,900})>", re.MULTILINE | re.IGNORECASE)
FAILED = re.compile(r"^action:\s*failed", re.MULTILINE | re.IGNORECASE)
RECIPIENT = re.compile(
    r"^(?:final|original)-recipient:\s*(?:[\w-]+\s*;)?\s*<?([^\s<>;]+@[^\s<>;]+)", re.MULTILINE | re.IGNORECASE
)
ORIGINAL_ID = re.compile(r"^original-message-id:\s*<?([^<>\s]{1,900})", re.MULTILINE | re.IGNORECASE)


def automatic_of(headers: Headers, tree: Part, contents: Contents, sender: str) -> Automatic:
    subject = headers.text("subject").lstrip("*[]() ")
    report = _report(tree, contents)
    if report:
        return report
    declared = headers.get("auto-submitted").partition(";")[0].strip().lower()
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
    return Automatic.GENERATED if generated or NO_REPLY.match(sender) else Automatic.NO


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
