"""The words of the demonstration site: what its home page and footer lead to."""

from __future__ import annotations

# heading of the footer's column, slugs of its pages
FOOTER = (
    ("now", ("marches-publics", "enquetes-publiques", "actualites")),
    ("living", ("ecole", "dechets", "associations")),
)

# title, slug of the page
SHORTCUTS = (
    ("Menus de la cantine", "cantine"),
    ("Déchèterie", "dechets"),
    ("Salle des fêtes", "salle-des-fetes"),
    ("PLU", "urbanisme"),
)

# page's slug (the first one found is taken), title, line below, icon
TILES = (
    (("demande-acte-de-naissance",), "Acte de naissance", "5 min · gratuit", "acte"),
    (("attestation-cantine", "cantine"), "Cantine et garderie", "10 min · par enfant", "fork"),
    (("occuper-la-voie-publique",), "Occuper la voie publique", "8 min · échafaudage, benne", "cone"),
    (("signaler-un-probleme-de-voirie", "signaler-probleme-voirie", "signalement-voirie"), "Signaler un problème", "2 min · photo possible", "road"),
    (("salle-des-fetes",), "Réserver une salle", "180 places", "key"),
    (("dechets",), "Déchets, déchèterie", "jours et horaires", "bin"),
    (("urbanisme",), "Travaux, permis", "ce qu’il faut demander", "home"),
    (("aide-sociale",), "Aide et solidarité", "le CCAS vous reçoit", "people"),
)  # fmt: skip

# icon, title, text
PRACTICAL = (
    ("bus", "Venir en car", "<p>Ligne 14, arrêt Mairie · gare à 400 m</p>"),
    ("acc", "Accès de plain-pied", "<p>Boucle magnétique à l’accueil</p>"),
    ("phone", "Urgence, nuit et week-end", '<p><a href="tel:+33600000000">06 00 00 00 00</a> (élu d’astreinte)</p>'),
    ("mail", "Écrire à la mairie", '<p><a href="mailto:mairie@saint-exemple.example">mairie@saint-exemple.example</a></p>'),
)  # fmt: skip
