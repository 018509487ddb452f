"""An institution or a supplier gets no receipt; a citizen is never taken for one."""

import pytest

from edm.intake.mails.institutional import is_institutional
from edm.intake.message import Attachment, Message

INVOICE = (Attachment("FA-2026-0417.pdf", "application/pdf", b"%PDF"),)


def mail(sender: str, name: str = "", subject: str = "", text: str = "", files: tuple[Attachment, ...] = ()) -> Message:
    return Message("key", sender_email=sender, sender_name=name, subject=subject, text=text, attachments=files)


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("pref-collectivites@loire-atlantique.gouv.fr", ""),
        ("ddtm@loire-atlantique.gouv.example", ""),
        ("jean.petit@dgfip.finances.gouv.fr", "PETIT Jean"),
        ("x@ac-nantes.fr", ""),
        ("x@cd44.fr", ""),
        ("x@mairie-nantelle.fr", ""),
        ("x@nantesmetropole.fr", ""),
        ("direction@smv.example", "Syndicat mixte Vilaine"),
        ("a@b.example", "Préfecture de la Loire-Atlantique"),
        ("a@b.example", "Communauté de communes du Pays d’Ailleurs"),
        ("a@b.example", "Conseil départemental – Routes"),
        ("a@b.example", "DDTM 44"),
        ("a@b.example", "Mairie de Nantelle"),
        ("a@b.example", "CAF de Loire-Atlantique"),
        ("a@b.example", "Sous-préfecture"),
        ("a@b.example", "SDIS 44"),
        ("a@b.example", "Direction régionale des affaires culturelles"),
        ("mairie.nantelle@wanadoo.fr", "Mairie de Nantelle"),
    ],
)
def test_administrations(sender, name):
    assert is_institutional(mail(sender, name))


@pytest.mark.parametrize(
    "message",
    [
        mail("compta@menuiserie.example", "Menuiserie Gautreau", "Facture FA-2026-0417", "Notre facture", INVOICE),
        mail("contact@menuiserie.example", "Menuiserie", "Facture n° 2026-12",
             "Veuillez trouver notre facture. SIRET 123 456 789 00012", INVOICE),
    ],
)  # fmt: skip
def test_suppliers_with_their_invoice(message):
    assert is_institutional(message)


@pytest.mark.parametrize(
    "message",
    [
        mail(
            "marie@courriel.example", "Marie Morel", "Facture cantine FA-2026-0417", "Cette facture est fausse", INVOICE
        ),
        mail("marie@courriel.example", "Marie Morel", "Facture FA-2026-0417", "Je conteste votre facture.", INVOICE),
        mail("marie@courriel.example", "Marie Morel", "Re: Facture FA-2026-0417", "notre facture, SIRET 1", INVOICE),
        mail("compta@menuiserie.example", "Menuiserie Gautreau", "Demande de stationnement", "", INVOICE),
        mail("contact@atelier-morvan.example", "Atelier Morvan", "Pièces complémentaires PC A0027"),
        mail("prefecture@gmail.com", "Préfecture de la Loire-Atlantique"),
        mail("a@b.example", "Anne Préfecture"),
        mail("a@b.example", "Petr Novak"),
        mail("a@b.example", "Parquet et bois Martin"),
        mail("a@b.example", "Académie de danse"),
        mail("a@b.example", "Ars Nova"),
        mail("a@b.example", "Syndic Foncia"),
        mail("a@b.example", "Ville Marie"),
        mail("a@b.example", "Région Martine"),
        mail("a@b.example", "Commune Sophie"),
        mail("a@b.example", "Mairie Paul"),
        mail("a@b.example", "Maître Le Floc'h, notaire"),
        mail("a@gouvernail.fr"),
        mail("a@gouv"),
        mail("a@notgouv.fr"),
        mail("a@cd-location.fr"),
        mail("a@syndicat-locataires.fr"),
        mail("", ""),
    ],
)
def test_everybody_else(message):
    assert not is_institutional(message)
