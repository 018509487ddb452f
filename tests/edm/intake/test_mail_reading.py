"""Mails as they should not be, and are: each is read, and what is missing is told."""

import base64
import binascii
import time
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edm.files.names import MAX_LENGTH
from edm.intake.mails import reading
from edm.intake.mails.charsets import text_of
from edm.intake.mails.contents import MAX_TEXT, contents_read
from edm.intake.mails.identity import content_key
from edm.intake.mails.markup import words_of
from edm.intake.mails.reading import message_read
from edm.intake.mails.structure import MAX_PARTS, Budget, part_read

HEAD = b"From: Marie Morel <marie@courriel.example>\r\nTo: mairie@saint-exemple.example\r\n"
PDF = b"%PDF-1.4\n%%EOF\n"


def mail(body: bytes, *headers: str | bytes) -> bytes:
    lines = [h.encode() if isinstance(h, str) else h for h in headers]
    return HEAD + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body


def mixed(*parts: bytes, kind: str = "mixed", end: bool = True) -> bytes:
    body = b"".join(b"--sep\r\n" + part + b"\r\n" for part in parts) + (b"--sep--\r\n" if end else b"")
    return mail(body, "MIME-Version: 1.0", f'Content-Type: multipart/{kind}; boundary="sep"')


def part(data: bytes, *headers: str | bytes) -> bytes:
    lines = [h.encode() if isinstance(h, str) else h for h in headers]
    return b"\r\n".join([*lines, b"", data])


def file_part(name: str, data: bytes = PDF, kind: str = "application/octet-stream") -> bytes:
    return part(
        base64.encodebytes(data),
        f"Content-Type: {kind}",
        "Content-Transfer-Encoding: base64",
        f'Content-Disposition: attachment; filename="{name}"',
    )


TEXT = part("Voici la pièce demandée.".encode(), "Content-Type: text/plain; charset=utf-8")


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("utf-8", "L’été à la crèche".encode(), "L’été à la crèche"),
        ("utf-8", "très dangereux".encode("latin-1"), "très dangereux"),
        ("iso-8859-1", "10 € – l’œuvre".encode("cp1252"), "10 € – l’œuvre"),
        ("iso-8859-15", "10 €".encode("iso-8859-15"), "10 €"),
        ("iso-8859-1", "déjà écrit".encode(), "déjà écrit"),
        ("us-ascii", "déjà".encode("cp1252"), "déjà"),
        ("", "déjà".encode("cp1252"), "déjà"),
        ("x-inconnu-9", "déjà".encode(), "déjà"),
        ("unicode_escape", rb"\u00e9", r"\u00e9"),
        ("idna", b"xn--a", "xn--a"),
        ("utf-7", b"+AOk-t+AOk-", "été"),
        ("utf-16", "été".encode("utf-16"), "été"),
        ("windows-1252", b"caf\x81\xe9", "caf\x81é"),
        ("koi8-r", "мэрия".encode("koi8-r"), "мэрия"),
        ("gb2312", "市政厅".encode("gb18030"), "市政厅"),
        ("utf-8", "La fin est coup\u00e9e é".encode()[:-1], "La fin est coupée \ufffd"),
    ],
)
def test_a_charset_that_lies_is_seen_through(charset, data, text):
    assert text_of(data, charset) == text


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        ("Subject: =?utf-8?B?w4ljbGFpcmFnZQ==?=", "Éclairage"),
        ("Subject: =?utf-8?Q?Probl=C3?= =?utf-8?Q?=A8me?=", "Problème"),  # cut in a character
        ("Subject: =?utf-8?B?ww==?= =?utf-8?B?iQ==?=", "É"),
        ("Subject: =?iso-8859-1?q?voirie_=E9gout?= suite", "voirie égout suite"),
        ("Subject: =?UTF-8?B?????=", "=?UTF-8?B?????="),
        ("Subject: =?utf-8*fr?Q?=C3=A9t=C3=A9?=", "été"),
        ("Subject: =?latin-lie?Q?=C3=A9t=C3=A9?=", "été"),
        ("Subject: un\r\n\tdeux\r\n  trois", "un deux trois"),
        ("Subject: =?utf-8?Q?a=0D=0ABcc:_x=00y?=", "a Bcc: xy"),
        ("Subject: Facture \u202efdp.exe", "Facture fdp.exe"),
        ("Subject:", ""),
        ("X-Rien: 1", ""),
        ("subject : espace avant les deux points", "espace avant les deux points"),
    ],
)
def test_the_subject_is_one_readable_line(raw, subject):
    assert message_read(mail(b"", raw)).subject == subject


@pytest.mark.parametrize(
    ("headers", "name", "email"),
    [
        ('From: "Le Goff, Anne" <Anne@Courriel.Example>', "Le Goff, Anne", "anne@courriel.example"),
        ("From: anne@courriel.example (Anne Le Goff)", "Anne Le Goff", "anne@courriel.example"),
        ("From: Anne Le Goff anne@courriel.example", "Anne Le Goff", "anne@courriel.example"),
        ("From: =?utf-8?B?QW5uZSwgw4k=?= <anne@courriel.example>", "Anne, É", "anne@courriel.example"),
        ("From: <anne@courriel.example>, b@courriel.example", "", "anne@courriel.example"),
        ("From: Anne sans adresse", "Anne sans adresse", ""),
        ("Return-Path: <anne@courriel.example>", "", "anne@courriel.example"),
        ("From: \r\nSender: Anne <anne@courriel.example>", "Anne", "anne@courriel.example"),
        ("To: moi@courriel.example", "", ""),
        ("From: " + "(" * 5000 + " anne@courriel.example", "", "anne@courriel.example"),
    ],
)
def test_the_sender_is_found_or_told_missing(headers, name, email):
    message = message_read(headers.encode() + b"\r\nSubject: x\r\n\r\nBonjour")
    assert (message.sender_name, message.sender_email) == (name, email) or "(" * 20 in headers
    assert message.sender_email == email
    assert bool(message.defects) == ("From: " not in headers or "sans adresse" in headers or "From: \r" in headers)


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("Tue, 10 Nov 2026 18:22:00 +0100", datetime(2026, 11, 10, 17, 22, tzinfo=UTC)),
        ("10 Nov 2026 18:22:00 -0000", datetime(2026, 11, 10, 18, 22, tzinfo=UTC)),
        ("Thu, 32 Foo 99999 25:61:00 +9999", None),
        ("Mon, 01 Jan 1901 00:00:00 +1400", None),
        ("hier", None),
        ("", None),
    ],
)
def test_a_date_is_read_or_left_out(value, date):
    assert message_read(mail(b"", f"Date: {value}")).sent_at == date


def test_line_ends_and_an_mbox_line_change_nothing():
    raw = mixed(TEXT, file_part("plan.pdf"))
    for variant in (raw, raw.replace(b"\r\n", b"\n"), raw.replace(b"\r\n", b"\r"), b"From marie Tue Nov\r\n" + raw):
        message = message_read(variant)
        assert (message.text, message.sender_name) == ("Voici la pièce demandée.", "Marie Morel")
        assert [(a.name, a.data, a.mime) for a in message.attachments] == [("plan.pdf", PDF, "application/pdf")]
        assert message.content_key == message_read(raw).content_key


def test_what_the_route_adds_is_no_part_of_the_key():
    raw = mail(b"Bonjour\r\n", "Subject: Un  long\r\n sujet", "Message-ID: <a@b>")
    other = b"Received: by x\r\n  twice\r\nX-Spam: no\r\nAuthentication-Results: y\r\nARC-Seal: z\r\n" + raw.replace(
        b"Un  long\r\n sujet", b"Un long sujet"
    )
    assert message_read(raw).content_key == message_read(other).content_key
    for changed in (
        raw.replace(b"Bonjour", b"Bonsoir"),
        raw.replace(b"sujet", b"objet"),
        raw.replace(b"<a@b>", b"<c@b>"),
    ):
        assert message_read(raw).content_key != message_read(changed).content_key


def test_html_gives_its_visible_words():
    page = (
        "<html><head><title>t</title><style>p{}</style></head><body><script>if (a<b) '<script>'</script>"
        '<div style="display:none">ouvrez moi <div>x</div></div><p hidden>caché</p><!-- non > -->'
        "Bonjour,<br>l&#8217;all&eacute;e<ul><li>un<li>deux</ul><table><tr><td>a</td><td>b</td></tr></table>"
        '<a href="https://lien.example/x?a=1">ici</a> <img src="http://traceur.example/p.gif" alt="x > y"> 1 < 2</body>'
    )
    text = words_of(page)
    assert text == "Bonjour,\nl’allée\n\n- un\n- deux\n\na b\n\nici (https://lien.example/x?a=1) 1 < 2"
    assert words_of("<div style='display:none'>tout est caché") == "tout est caché"
    assert words_of("&#99999999999999;a&nbsp;b&#xD800;") == "a b\ufffd"


def test_the_version_that_says_more_is_read():
    html = part(b"<p>Les trois lampadaires de la rue sont en panne depuis lundi.</p>", "Content-Type: text/html")
    poor = part(b"HTML only.", "Content-Type: text/plain")
    full = part(b"Les trois lampadaires de la rue sont en panne depuis lundi !", "Content-Type: text/plain")
    assert message_read(mixed(poor, html, kind="alternative")).text.endswith("lundi.")
    assert message_read(mixed(full, html, kind="alternative")).text.endswith("lundi !")
    empty = part(b" \r\n", "Content-Type: text/plain")
    assert "lampadaires" in message_read(mixed(empty, html, kind="alternative")).text


def test_an_attached_message_gives_its_text_and_its_files():
    inner = (
        mixed(part(b"Le mur penche.", "Content-Type: text/plain"), file_part("mur.pdf"))
        .replace(b"To: ", b"Subject: =?utf-8?Q?Le_mur_=3A_d=C3=A9g=C3=A2ts?=\r\nTo: ", 1)
        .replace(b"sep", b"dedans")
    )
    for encoded in (part(inner, "Content-Type: message/rfc822"), file_part("le mur.eml", inner)):
        message = message_read(mixed(TEXT, encoded))
        assert message.text.startswith("Voici la pièce demandée.")
        assert "Le mur penche." in message.text
        assert "Le mur : dégâts" in message.text
        assert [a.mime for a in message.attachments] == ["message/rfc822", "application/pdf"]
        assert message.attachments[0].name.endswith(".eml")
        assert message.attachments[0].data.strip() == inner.strip()


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="../../etc/passwd"', "passwd"),
        (r'attachment; filename="C:\\Users\\x\\plan.pdf"', "plan.pdf"),
        ('attachment; filename="facture\u202efdp.exe"', "facturefdp.exe"),
        ("attachment; filename*=utf-8''plan%20d%C3%A9taill%C3%A9.pdf", "plan détaillé.pdf"),
        ("attachment; filename*=iso-8859-1''%E9t%E9.pdf", "été.pdf"),
        ("attachment; filename*0*=utf-8''plan%20; filename*1*=%C3%A9tage.pdf", "plan étage.pdf"),
        ("attachment; filename*0=plan; filename*1=-long.pdf", "plan-long.pdf"),
        ('attachment; filename="=?utf-8?Q?=C3=A9t=C3=A9.pdf?="', "été.pdf"),
        ("attachment; filename=plan du mur.pdf", "plan du mur.pdf"),
        ("attachment; filename*=inconnu''%E9.pdf", "é.pdf"),
        ("attachment; filename*x*=rien", "piece-jointe.pdf"),
        ('attachment; filename="a\0b.pdf"', "ab.pdf"),
        ('attachment; filename="..."', "piece-jointe.pdf"),
        ("attachment", "piece-jointe.pdf"),
    ],
)
def test_names_of_files_are_safe_and_never_empty(disposition, name):
    data = part(
        base64.b64encode(PDF),
        f"Content-Disposition: {disposition}",
        "Content-Transfer-Encoding: base64",
        "Content-Type: application/pdf",
    )
    (attachment,) = message_read(mixed(TEXT, data)).attachments
    assert (attachment.name, attachment.data) == (name, PDF)


def test_a_raw_latin_1_name_and_an_endless_one():
    raw = mixed(TEXT, file_part("x.pdf")).replace(b'"x.pdf"', '"dossier été.pdf"'.encode("latin-1"))
    assert message_read(raw).attachments[0].name == "dossier été.pdf"
    (attachment,) = message_read(mixed(TEXT, file_part("x" * 5000 + ".pdf"))).attachments
    assert len(attachment.name) <= MAX_LENGTH
    assert attachment.name.endswith(".pdf")


def test_uuencoded_files_leave_the_text():
    lines = b"".join(binascii.b2a_uu(PDF[i : i + 45]) for i in range(0, len(PDF), 45))
    message = message_read(mail(b"Avant\r\nbegin 644 plan.pdf\r\n" + lines + b"`\r\nend\r\nApr\xe8s\r\n"))
    assert [(a.name, a.data, a.damaged) for a in message.attachments] == [("plan.pdf", PDF, False)]
    assert message.text.split() == ["Avant", "Après"]
    cut = message_read(mail(b"begin 644 plan.pdf\n" + lines))
    assert cut.attachments[0].damaged
    assert message_read(mail(b"begin 644 chapitre\r\n\r\nles mots")).attachments == ()


def test_flowed_lines_are_joined():
    body = b"Une ligne \r\nqui continue.\r\n> cite \r\n> encore\r\n-- \r\nMarie\r\n"
    message = message_read(mail(body, "Content-Type: text/plain; format=flowed"))
    assert message.text == "Une ligne qui continue.\n> cite encore\n-- \nMarie"


def test_sealed_mails_keep_their_files_and_say_so():
    signed = message_read(
        mail(
            b"MIAGCS==",
            "Content-Type: application/pkcs7-mime; smime-type=signed-data",
            "Content-Transfer-Encoding: base64",
        )
    )
    assert signed.attachments[0].name == "smime.p7m"
    assert "smime.p7m" in signed.defects[0]
    pgp = mixed(
        part(b"Version: 1", "Content-Type: application/pgp-encrypted"),
        part(b"-----BEGIN PGP MESSAGE-----", 'Content-Type: application/octet-stream; name="encrypted.asc"'),
        kind="encrypted",
    )
    assert [a.name for a in message_read(pgp).attachments] == ["encrypted.asc"]
    assert len(message_read(pgp).defects) == 1
    clear = message_read(mixed(TEXT, file_part("smime.p7s", b"0\x80", "application/pkcs7-signature"), kind="signed"))
    assert (clear.text, len(clear.attachments), clear.defects) == ("Voici la pièce demandée.", 1, ())


def test_an_invitation_has_a_name_and_comes_once():
    event = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    calendar = part(event, "Content-Type: text/calendar; method=REQUEST")
    assert [a.name for a in message_read(mixed(TEXT, calendar)).attachments] == ["invite.ics"]
    twice = message_read(mixed(TEXT, calendar, part(event, 'Content-Type: text/calendar; name="reunion.ics"')))
    assert [a.name for a in twice.attachments] == ["reunion.ics"]


def test_a_macintosh_file_is_its_data():
    icon = part(b"\0\x05\x16\x07", "Content-Type: application/applefile")
    double = part(
        b"--in\r\n" + icon + b"\r\n--in\r\n" + file_part("plan.pdf") + b"\r\n--in--",
        "Content-Type: multipart/appledouble; boundary=in",
    )
    assert [a.name for a in message_read(mixed(TEXT, double)).attachments] == ["plan.pdf"]


def test_what_is_broken_is_kept_and_told():
    winmail = message_read(mixed(TEXT, file_part("winmail.dat", b"\x78\x9f\x3e\x22rubbish", "application/ms-tnef")))
    assert [a.name for a in winmail.attachments] == ["winmail.dat"]
    assert winmail.defects
    no_boundary = message_read(mail(b"Le texte est l\xc3\xa0", "Content-Type: multipart/mixed"))
    assert (no_boundary.text, len(no_boundary.defects)) == ("Le texte est là", 1)
    other = message_read(mixed(TEXT, file_part("plan.pdf")).replace(b'boundary="sep"', b"boundary=autre"))
    assert (other.text, [a.name for a in other.attachments]) == ("Voici la pièce demandée.", ["plan.pdf"])
    no_base64 = message_read(mail("Ceci n'est pas codé, é".encode(), "Content-Transfer-Encoding: base64"))
    assert no_base64.text == "Ceci n'est pas codé, é"
    cut = message_read(mixed(TEXT, file_part("plan.pdf"), end=False))
    assert [(a.name, a.damaged) for a in cut.attachments] == [("plan.pdf", True)]
    prefix = mixed(TEXT, part(b"--sep2\r\nautre", "Content-Type: text/plain"))
    assert "autre" in message_read(prefix).text
    assert message_read(b"").text == ""
    assert message_read(b"pas un courriel\n\ndu tout").text == "pas un courriel\n\ndu tout"
    assert message_read(HEAD + b"Subject: sans ligne vide\r\nBonjour madame\r\nsuite").text.startswith("Bonjour madame")


def test_no_control_character_enters():
    message = message_read(
        mail(b"a\0b\x0bc\x1b[31md\xc2\x85\ttab\n", "Content-Type: text/plain; charset=utf-8", b"Subject: a\0b\x07")
    )
    assert (message.text, message.subject) == ("abc[31md\ttab", "ab")


def nested(depth: int, kind: bytes) -> bytes:
    if kind == b"message/rfc822":
        return b"Content-Type: message/rfc822\n\n" * depth + b"Subject: fin\n\nfin"
    opening = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(depth))
    return opening + b"\nfin"


@pytest.mark.parametrize(
    "raw",
    [
        nested(2000, b"multipart/mixed"),
        nested(2000, b"message/rfc822"),
        mixed(*[TEXT] * (MAX_PARTS + 100)),
        mixed(*[b""] * 200_000),
        mail(b"x", *[f"X-{n}: {'y' * 50}" for n in range(50_000)]),
        mail(b"x", "Subject: " + "=?utf-8?B?" * 100_000),
        mail(b"x", "Subject: " + "=?utf-8?Q?=C3?= " * 50_000),
        mail(b"x", "References: " + "<" * 500_000),
        mail(b"x", "To: " + "a@b.example, " * 50_000),
        mail(b"x", 'Content-Type: text/plain; name="' + ';"' * 100_000),
        mail(b"x", "Content-Type: text/plain" + "".join(f"; name*{n}=a" for n in range(20_000))),
        mail(b"<div>" * 200_000, "Content-Type: text/html"),
        mail(b"<!--" * 200_000, "Content-Type: text/html"),
        mail(b"<a '\"" * 200_000, "Content-Type: text/html"),
        mail(b"<p style='" * 100_000, "Content-Type: text/html"),
        mail(b"&#9" * 300_000 + b"9" * 100_000, "Content-Type: text/html"),
        mail(b"begin 644 x\n" * 50_000),
        mail(b"begin 644 x\n#0V%T\n" * 50_000),
        mail(b"=" * 1_000_000, "Content-Transfer-Encoding: quoted-printable"),
        mail(b"=" * 1_000_000, "Content-Transfer-Encoding: base64"),
        mail(b">" * 500_000 + b" \n" * 200_000, "Content-Type: text/plain; format=flowed"),
        mail(b"--" + b"\n--" * 300_000, "Content-Type: multipart/mixed; boundary=b"),
        b"\r" * 1_000_000,
        b"From: " + b"<" * 1_000_000,
        mixed(file_part("winmail.dat", b"\x78\x9f\x3e\x22\0\0" + b"\0" * 1_000_000, "application/ms-tnef")),
        mixed(file_part("a.zip", b"PK\x01\x02" * 200_000)),
    ],
    ids=lambda raw: f"{raw[-30:]!r}"[:40],
)
def test_absurd_mails_take_little_time(raw):
    start = time.process_time()
    message = message_read(raw)
    assert time.process_time() - start < 5
    assert len(message.attachments) <= MAX_PARTS + 1


def test_nested_parts_are_not_copied_at_each_level():
    size = 5_000_000
    raw = nested(90, b"multipart/mixed") + b"x" * size
    tracemalloc.start()
    message = message_read(raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert message.text.startswith("fin")
    assert peak < 12 * size


def test_too_many_parts_are_told():
    message = message_read(mixed(*[TEXT] * (MAX_PARTS + 100)))
    assert message.text.count("pièce") == MAX_PARTS
    assert message.defects
    assert message_read(nested(200, b"message/rfc822")).defects


def test_what_is_beyond_the_bounds_is_told():
    headers = message_read(mail(b"le texte", *[f"X-{n}: {'y' * 900}" for n in range(700)]))
    assert (headers.text, headers.sender_email, len(headers.defects)) == ("le texte", "marie@courriel.example", 1)
    long = message_read(mail(b"mot " * 300_000))
    assert (len(long.text) <= MAX_TEXT, len(long.defects)) == (True, 1)
    budget = Budget(decoded=100)
    contents = contents_read(part_read(mixed(TEXT, file_part("plan.pdf", PDF * 50)), budget), budget)
    assert (contents.text, contents.attachments, len(contents.defects)) == ("Voici la pièce demandée.", [], 1)


def test_a_fault_of_ours_keeps_no_mail_outside(monkeypatch, caplog):
    monkeypatch.setattr(reading, "automatic_of", lambda *_: 1 / 0)
    message = message_read(mail(b"Bonjour"))
    assert message.content_key == content_key(mail(b"Bonjour"))
    assert "Bonjour" in message.text
    assert message.defects
    assert "ZeroDivisionError" in caplog.text


PIECES = st.sampled_from(
    [b"From: ", b"Subject: ", b"Content-Type: multipart/mixed; boundary=b\n", b"\n\n", b"--b\n", b"--b--\n", b"\r\n",
     b"Content-Type: message/rfc822\n", b"Content-Transfer-Encoding: base64\n", b"=?utf-8?Q?=C3", b"?=", b"<", b"@x>",
     b"Content-Disposition: attachment; filename*0*=", b"utf-8''%C3", b"Content-Type: text/html; charset=", b"utf-7",
    b"application/ms-tnef\n", b"\x78\x9f\x3e\x22", b"begin 644 a\n", b"Date: ", b"multipart/report\n", b"Action: "]
)  # fmt: skip


@given(st.binary(max_size=300) | st.lists(PIECES | st.binary(max_size=8), max_size=30).map(b"".join))
def test_no_bytes_make_it_fail(raw):
    message = message_read(raw)
    assert not [d for d in message.defects if "n’a pas pu être lu" in d or "could not be read" in d]
    for text in (message.text, message.subject, message.sender_name, *[a.name for a in message.attachments]):
        assert "\0" not in text
        text.encode()
    assert all(a.name for a in message.attachments)


def test_a_mail_that_is_one_named_text_is_that_text():
    raw = mail(b"Bonjour", 'Content-Type: text/plain; name="lettre.txt"')
    assert (message_read(raw).text, message_read(raw).attachments) == ("Bonjour", ())
    kept = message_read(mail(b"Bonjour", "Content-Type: text/plain", "Content-Disposition: attachment; filename=l.txt"))
    assert [a.name for a in kept.attachments] == ["l.txt"]


def test_bytes_of_a_file_are_no_text():
    message = message_read(b"\xd0\xcf\x11\xe0" + b"\0\1" * 500)
    assert (message.text, [len(a.data) for a in message.attachments]) == ("", [1004])
    assert message.attachments[0].name == "piece-jointe.bin"
    assert message_read(mail(b"Bon\0jour\0\0\0\0 \xc3\xa9")).text == "Bonjour é"
    utf16 = mail("été".encode("utf-16"), "Content-Type: text/plain; charset=utf-16")
    assert message_read(utf16).text == "été"
