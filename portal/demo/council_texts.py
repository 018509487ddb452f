"""The three deliberations of the demonstration: fictitious, written for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Act:
    number: int
    title: str
    rapporteur: str
    result: str
    votes: tuple[int, int, int]  # for, against, abstentions
    paragraphs: tuple[str, ...]


MAYOR = "Soazig Kerdoncuff, maire"
SEEN = "Vu le code général des collectivités territoriales, notamment l’article L2121-29 ;"

ACTS = (
    Act(
        68,
        "Tarifs {next} de la cantine et de la garderie",
        "Maëlle Tanguy, adjointe à l’école",
        "adopted",
        (17, 1, 1),
        (
            SEEN,
            "Considérant la hausse de 3,1 % du coût des denrées constatée depuis un an ;",
            "Considérant que les familles dont le quotient familial est inférieur à 700 doivent garder un repas à 1 € ;",
            "Décide de fixer ainsi le prix du repas à compter du 1er janvier {next} : 1,00 € pour un quotient familial "
            "inférieur à 700 ; 3,15 € de 700 à 1 199 ; 4,35 € à partir de 1 200.",
            "Décide que la garderie du matin et du soir reste à 0,90 € la demi-heure entamée, goûter compris.",
        ),
    ),
    Act(
        69,
        "Subventions {next} aux associations",
        "Paul Denis, adjoint à la vie locale",
        "adopted",
        (19, 0, 0),
        (
            SEEN,
            "Vu les demandes reçues avant le 30 septembre et l’avis de la commission de la vie locale ;",
            "Décide d’attribuer 4 200 € au Comité des fêtes, 2 800 € à l’Amicale laïque, 1 500 € aux Jardins partagés "
            "de la Vilaine et 900 € au Club des aînés.",
            "Décide que chaque association remet le compte rendu de l’emploi de la subvention avant le 30 juin {next}.",
        ),
    ),
    Act(
        70,
        "Acquisition de la parcelle AB 214, quai des Lavandières",
        "Erwan Rault, adjoint à l’urbanisme",
        "rejected",
        (8, 11, 0),
        (
            SEEN,
            "Vu l’estimation du service des domaines, soit 46 000 € pour 612 m² ;",
            "Considérant le projet de halte nautique et l’état du mur de soutènement, dont la reprise est estimée à "
            "38 000 € ;",
            "Après en avoir délibéré, le conseil municipal n’adopte pas la proposition d’acquérir la parcelle AB 214.",
        ),
    ),
)
