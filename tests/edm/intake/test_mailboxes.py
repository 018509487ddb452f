"""Which mailboxes are read, and the secret each needs; without any server."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from edm.intake.mailboxes import ImapAccount, mailbox_save, mailboxes_due
from edm.intake.models import Mailbox
from edm.intake.secrets import SecretLost, secret_decrypt, secret_encrypt

URL = "imap://mairie%40exemple.fr:p%40ss%2Fmot@imap.exemple.fr:1143/INBOX/Courrier"


def test_an_address_says_all_of_a_mailbox():
    assert ImapAccount.from_url(URL) == ImapAccount(
        "imap.exemple.fr", 1143, "none", "mairie@exemple.fr", "p@ss/mot", "INBOX/Courrier"
    )
    tls = ImapAccount.from_url("imaps://m:p@imap.exemple.fr")
    assert (tls.port, tls.security, tls.folder) == (993, "tls", "INBOX")


@pytest.mark.parametrize(
    "url", ["pop3://m:secret@h/INBOX", "imap://h/INBOX", "imap://m@h/", "imap://m:secret@h:port/", "imap://m:secret@/"]
)
def test_an_address_that_makes_no_sense_is_refused_and_its_password_not_repeated(url):
    with pytest.raises(ImproperlyConfigured) as refused:
        ImapAccount.from_url(url)
    assert "secret" not in str(refused.value)


@pytest.mark.django_db
def test_the_mailbox_of_the_environment_follows_it(a, settings):
    settings.PARVIS_IMAP_URL = URL
    (pk,) = mailboxes_due()
    box = Mailbox.objects.get()
    assert (box.pk, box.town, box.from_environment, box.username) == (pk, a.town, True, "mairie@exemple.fr")
    assert secret_decrypt(box.password) == "p@ss/mot"
    assert "p@ss" not in box.password
    Mailbox.objects.update(uid_validity=7, uid_next=12)
    settings.PARVIS_IMAP_URL = URL.replace("p%40ss", "autre").replace("1143", "143")
    assert mailboxes_due() == [pk]
    box.refresh_from_db()
    assert (secret_decrypt(box.password), box.port, box.uid_next) == ("autre/mot", 143, 12)
    settings.PARVIS_IMAP_URL = URL.replace("Courrier", "Autre")  # other messages: read from the first one
    mailboxes_due()
    box.refresh_from_db()
    assert (box.folder, box.uid_validity, box.uid_next) == ("INBOX/Autre", 0, 1)
    settings.PARVIS_IMAP_URL = ""
    assert mailboxes_due() == []
    settings.PARVIS_IMAP_URL = URL
    assert mailboxes_due() == [pk]


@pytest.mark.django_db
def test_the_environment_may_name_a_mailbox_that_was_filled_in_by_hand(a, settings):
    settings.PARVIS_IMAP_URL = URL
    mailboxes_due()
    by_hand = mailbox_save(
        mailbox=Mailbox(town=a.town, host="imap.exemple.fr", username="mairie", folder="INBOX"), password="un"
    )
    settings.PARVIS_IMAP_URL = "imaps://mairie:deux@imap.exemple.fr/"
    assert mailboxes_due() == [by_hand.pk]
    by_hand.refresh_from_db()
    assert (by_hand.from_environment, secret_decrypt(by_hand.password)) == (True, "deux")


@pytest.mark.django_db
def test_what_waits_is_asked_for_in_three_queries(a, settings, django_assert_num_queries):
    settings.PARVIS_IMAP_URL = URL
    mailboxes_due()
    with django_assert_num_queries(3):
        mailboxes_due()


def test_a_secret_survives_a_change_of_key_while_the_old_one_is_known(settings):
    token = secret_encrypt("mot de passe")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "une-autre-clef"
    with pytest.raises(SecretLost):
        secret_decrypt(token)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert secret_decrypt(token) == "mot de passe"
