"""The nomenclature of matters of @CTES (contrôle de légalité), its two levels that every préfecture shares.

Source: ministry of the interior, "nomenclature des actes", as the préfectures' agreements print it; a préfecture adds
levels of its own from the third on. Names as SCDL's deliberations 2.1.5 asks: lower case, no comma nor parenthesis,
"grande matière/sous-matière".
"""

from __future__ import annotations

from datetime import date

DATED = date(2004, 2, 16)  # of the common levels: the schema v1.1-20040216

MATTERS: dict[str, str] = {
    "1": "commande publique",
    "1.1": "marchés publics",
    "1.2": "délégation de service public",
    "1.3": "conventions de mandat",
    "1.4": "autres types de contrats",
    "1.5": "transactions et protocoles d'accord transactionnel",
    "1.6": "actes relatifs à la maîtrise d'œuvre",
    "1.7": "actes spéciaux et divers",
    "2": "urbanisme",
    "2.1": "documents d'urbanisme",
    "2.2": "actes relatifs au droit d'occupation ou d'utilisation des sols",
    "2.3": "droit de préemption urbain",
    "3": "domaine et patrimoine",
    "3.1": "acquisitions",
    "3.2": "aliénations",
    "3.3": "locations",
    "3.4": "limites territoriales",
    "3.5": "autres actes de gestion du domaine public",
    "3.6": "autres actes de gestion du domaine privé",
    "4": "fonction publique",
    "4.1": "personnel titulaires et stagiaires de la fonction publique territoriale",
    "4.2": "personnel contractuel",
    "4.3": "fonction publique hospitalière",
    "4.4": "autres catégories de personnels",
    "4.5": "régime indemnitaire",
    "5": "institutions et vie politique",
    "5.1": "élection exécutif",
    "5.2": "fonctionnement des assemblées",
    "5.3": "désignation de représentants",
    "5.4": "délégation de fonctions",
    "5.5": "délégation de signature",
    "5.6": "exercice des mandats locaux",
    "5.7": "intercommunalité",
    "5.8": "décision d'ester en justice",
    "6": "libertés publiques et pouvoirs de police",
    "6.1": "police municipale",
    "6.2": "pouvoirs du président du conseil départemental",
    "6.3": "pouvoirs du président du conseil régional",
    "6.4": "autres actes réglementaires",
    "6.5": "actes pris au nom de l'état et soumis au contrôle hiérarchique",
    "7": "finances locales",
    "7.1": "décisions budgétaires",
    "7.2": "fiscalité",
    "7.3": "emprunts",
    "7.4": "interventions économiques",
    "7.5": "subventions",
    "7.6": "contributions budgétaires",
    "7.7": "avances",
    "7.8": "fonds de concours",
    "7.9": "prise de participation - sem etc.",
    "7.10": "divers",
    "8": "domaines de compétences par thèmes",
    "8.1": "enseignement",
    "8.2": "aide sociale",
    "8.3": "voirie",
    "8.4": "aménagement du territoire",
    "8.5": "politique de la ville - habitat - logement",
    "8.6": "emploi - formation professionnelle",
    "8.7": "transports",
    "8.8": "environnement",
    "8.9": "culture",
    "9": "autres domaines de compétences",
    "9.1": "autres domaines de compétences des communes",
    "9.2": "autres domaines de compétences des départements",
    "9.3": "autres domaines de compétences des régions",
    "9.4": "vœux et motions",
}


def matter_level_two(code: str) -> str:
    """The first two levels of a code: "7.5.1" → "7.5"; "" where it has fewer."""
    parts = code.split(".")
    return ".".join(parts[:2]) if len(parts) > 1 else ""


def matter_name(code: str) -> str:
    """As SCDL asks, "finances locales/subventions"; "" for a code that is not in the nomenclature."""
    second = matter_level_two(code)
    if second not in MATTERS:
        return ""
    return f"{MATTERS[second.partition('.')[0]]}/{MATTERS[second]}"


def matter_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """For a list of choices: each main matter, with its codes of level two and their names."""
    groups = []
    for code, name in MATTERS.items():
        if "." not in code:
            inside = [(two, label) for two, label in MATTERS.items() if two.startswith(f"{code}.")]
            groups.append((f"{code} {name}", inside))
    return groups
