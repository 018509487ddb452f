"""A machine's mail is never answered; a person's always may be."""

import pytest

from edm.intake.mails.reading import message_read
from edm.intake.message import Automatic

PERSON = "From: Marie <marie@courriel.example>"
DAEMON = "From: Mail Delivery System <MAILER-DAEMON@mx.example>"


def read(*headers: str, body: str = "Bonjour"):
    return message_read(("\r\n".join(headers) + "\r\n\r\n" + body).encode())


@pytest.mark.parametrize(
    "headers",
    [
        [],
        ["Subject: Re: Out of office"],
        ["Subject: RE: Réponse automatique : votre demande"],
        ["Subject: TR: Undelivered Mail Returned to Sender"],
        ["Subject: Absence de Léo à la cantine"],
        ["Subject: Absence de réponse à mon courrier"],
        ["Subject: Absente le jour du recensement"],
        ["Subject: Réponse à votre courrier"],
        ["Subject: Distribution du journal municipal"],
        ["Subject: Bureau de vote : absent le 9 juin, procuration"],
        ["Subject: En congé parental, place en crèche"],
        ["Subject: Office de tourisme"],
        ["Subject: Absent du 3 au 15 août : tranquillité vacances"],
        ["Subject: Avis d'absence de Léo à la cantine"],
        ["Subject: Message d'absence : Léo, CE2"],
        ["Subject: Absence du bureau de vote"],
        ["Subject: Non remis en état : trottoir"],
        ["Subject: Non-distribution du bulletin"],
        ["Subject: Retour de courrier recommandé"],
        ["Subject: Retour de la caution de la salle"],
        ["Subject: Échec de ma demande en ligne"],
        ["X-Auto-Response-Suppress: All", "X-Mailer: Microsoft Outlook 16.0"],
        ["Auto-Submitted: no", "Precedence: normal", "Return-Path: <marie@courriel.example>"],
        ["Disposition-Notification-To: marie@courriel.example"],
        ["X-Loop: voisins"],
    ],
)
def test_a_person(headers):
    assert read(PERSON, *headers).automatic == Automatic.NO


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (["Auto-Submitted: auto-replied (vacation)"], Automatic.ABSENCE),
        (["Auto-Submitted: Auto-Generated"], Automatic.GENERATED),
        (["Auto-Submitted: auto-notified; owner-email=x"], Automatic.GENERATED),
        (["Precedence: auto_reply"], Automatic.ABSENCE),
        (["X-Autoreply: yes"], Automatic.ABSENCE),
        (["X-Autorespond: votre demande"], Automatic.ABSENCE),
        (["X-POST-MessageClass: 9; Autoresponder"], Automatic.ABSENCE),
        (["Precedence: bulk"], Automatic.LIST),
        (["Precedence: List"], Automatic.LIST),
        (["Precedence: junk"], Automatic.GENERATED),
        (["List-Id: <voisins.listes.example>"], Automatic.LIST),
        (["List-Unsubscribe: <mailto:stop@listes.example>"], Automatic.LIST),
        (["Return-Path: <>"], Automatic.GENERATED),
        (["Return-Path: < >", "Subject: Absence du bureau"], Automatic.ABSENCE),
        (["Subject: Réponse automatique : Votre demande"], Automatic.ABSENCE),
        (["Subject: =?iso-8859-1?q?R=E9ponse_automatique=3A_x?="], Automatic.ABSENCE),
        (["Subject: [D-2026-000123] [SPAM] Message d'absence"], Automatic.ABSENCE),
        (["Subject: Message d’absence : Re: votre demande"], Automatic.ABSENCE),
        (["Subject: Absence du bureau : Re: votre demande"], Automatic.ABSENCE),
        (["Subject: Absent du bureau"], Automatic.ABSENCE),
        (["Subject: Automatic reply: your request"], Automatic.ABSENCE),
        (["Subject: Out of Office: back on Monday"], Automatic.ABSENCE),
        (["Subject: Out-of-office reply"], Automatic.ABSENCE),
        (["Subject: Undelivered Mail Returned to Sender"], Automatic.BOUNCE),
        (["Subject: Delivery Status Notification (Failure)"], Automatic.BOUNCE),
        (["Subject: Mail delivery failed: returning message to sender"], Automatic.BOUNCE),
        (["Subject: Non remis : votre demande"], Automatic.BOUNCE),
        (["Subject: Non distribuable : votre demande", "X-Failed-Recipients: a@b.example"], Automatic.BOUNCE),
        (["Subject: Échec de la remise : Votre demande"], Automatic.BOUNCE),
        (["Subject: failure notice"], Automatic.BOUNCE),
        (["Content-Type: multipart/report; report-type=feedback-report; boundary=b"], Automatic.GENERATED),
    ],
)
def test_a_machine(headers, kind):
    assert read(PERSON, *headers).automatic == kind


def test_machines_by_their_address():
    assert read(DAEMON, "Return-Path: <>", "Subject: x").automatic == Automatic.BOUNCE
    assert read(DAEMON, "Subject: x").automatic == Automatic.GENERATED
    assert read("From: ne-pas-repondre@service-public.example", "Subject: Acte de naissance").automatic == Automatic.NO


def report(action: str, *, kind: str = "delivery-status", returned: str = "message/rfc822"):
    body = (
        f"--b\r\n\r\nYour message\r\n--b\r\nContent-Type: message/{kind}\r\n\r\nReporting-MTA: dns; mx\r\n\r\n{action}"
        f"\r\n--b\r\nContent-Type: {returned}\r\n\r\nMessage-ID: <nous-1@mairie.example>\r\nSubject: x\r\n\r\n--b--\r\n"
    )
    return read(DAEMON, f"Content-Type: multipart/report; report-type={kind}; boundary=b", body=body)


def test_a_failure_and_its_recipients():
    message = report(
        "Final-Recipient: rfc822; A@b.example\r\nAction: failed\r\n\r\n"
        "Final-Recipient: rfc822;c@d.example\r\nAction: relayed\r\n\r\n"
        "Original-Recipient: rfc822;e@f.example\r\nFinal-Recipient: rfc822; <g@h.example>\r\nAction: FAILED\r\n",
        returned="text/rfc822-headers",
    )
    assert message.automatic == Automatic.BOUNCE
    assert message.reported_addresses == ("a@b.example", "e@f.example", "g@h.example")
    assert message.reported_ids == ("nous-1@mairie.example",)
    assert message.attachments == ()  # what is returned is ours


def test_a_delay_is_no_failure():
    message = report("Final-Recipient: rfc822; a@b.example\r\nAction: delayed\r\n")
    assert (message.automatic, message.reported_addresses) == (Automatic.GENERATED, ())
    assert message.reported_ids == ("nous-1@mairie.example",)


def test_a_receipt_names_our_message():
    message = report("Original-Message-ID: <nous-2@mairie.example>\r\n", kind="disposition-notification")
    assert message.automatic == Automatic.RECEIPT
    assert set(message.reported_ids) == {"nous-1@mairie.example", "nous-2@mairie.example"}


def test_a_failure_told_in_words_alone():
    message = read(
        DAEMON,
        "Subject: failure notice",
        body="Hi.\n\n<a@b.example>:\nno such user\n\n--- Below\nMessage-ID: <nous-3@mairie.example>\nTo: a@b.example\n",
    )
    assert (message.reported_addresses, message.reported_ids) == (("a@b.example",), ("nous-3@mairie.example",))
