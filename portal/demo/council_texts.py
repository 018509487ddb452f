"""The acts of the demonstration, fictitious: three deliberations, two orders, a decision of the mayor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoAct:
    matter: str
    title: str
    rapporteur: str
    result: str
    votes: tuple[int, int, int]  # for, against, abstentions
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class DemoOrder:
    """`lasts`: the days a temporary order applies; `delegation`: it is a decision of the mayor."""

    title: str
    matter: str
    days_ago: int
    paragraphs: tuple[str, ...]
    lasts: int | None = None
    streets: str = ""
    delegation: str = ""
    to_transmit: bool = False


MAYOR = "Soazig Kerdoncuff, maire"
SEEN = "Vu le code général des collectivités territoriales, notamment l’article L2121-29 ;"

ACTS = (
    DemoAct(
        "7.1",
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
    DemoAct(
        "7.5",
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
    DemoAct(
        "3.1",
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

ORDERS = (
    DemoOrder(
        title="Stationnement réservé aux personnes handicapées, place de la Mairie",
        matter="6.1",
        days_ago=20,
        streets="Place de la Mairie",
        paragraphs=(
            "Le maire de Saint-Exemple-sur-Vilaine,",
            "Vu le code général des collectivités territoriales, notamment les articles L2213-1 et L2213-2 ;",
            "Vu le code de la route, notamment l’article R417-11 ;",
            "Arrête : deux emplacements sont réservés, place de la Mairie, aux véhicules qui portent la carte mobilité "
            "inclusion avec la mention « stationnement ».",
            "Le présent arrêté prend effet à la pose de la signalisation.",
        ),
    ),
    DemoOrder(
        title="Circulation alternée rue des Lavandières pendant les travaux du réseau d’eau",
        matter="6.1",
        days_ago=6,
        lasts=21,
        streets="Rue des Lavandières\nQuai des Lavandières, du n° 2 au n° 14",
        paragraphs=(
            "Le maire de Saint-Exemple-sur-Vilaine,",
            "Vu le code général des collectivités territoriales, notamment l’article L2213-1 ;",
            "Considérant les travaux de remplacement de la conduite d’eau potable ;",
            "Arrête : la circulation se fait par sens alterné, réglé par feux, et le stationnement est interdit au droit "
            "du chantier. L’accès des riverains et des secours est maintenu.",
        ),
    ),
)
DECISION = DemoOrder(
    title="Location de la salle polyvalente à l’école de musique",
    matter="3.3",
    days_ago=9,
    delegation="article L2122-22, 5° du code général des collectivités territoriales",
    to_transmit=True,
    paragraphs=(
        "Le maire de Saint-Exemple-sur-Vilaine,",
        "Vu la délibération qui lui délègue la conclusion du louage de choses pour une durée de douze ans au plus ;",
        "Décide de louer la salle polyvalente à l’école de musique, le mercredi de 14 h à 18 h, pour un an et 600 €.",
    ),
)
# What the deliberation on grants says, one by one, in euros.
GRANTS = (
    ("Comité des fêtes", 4200),
    ("Amicale laïque", 2800),
    ("Jardins partagés de la Vilaine", 1500),
    ("Club des aînés", 900),
)
