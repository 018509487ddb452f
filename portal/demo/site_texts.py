"""The words of the demonstration site: pages, news, practical information. A town that does not exist."""

from __future__ import annotations

from typing import Any

# A block is (type, value), as StreamField stores it. "@page:slug", "@image:name" and "@document:name" are
# replaced by what they name when the site is made.
Block = tuple[str, Any]


def text(html: str) -> Block:
    return ("text", html)


def heading(words: str) -> Block:
    return ("heading", words)


def callout(tone: str, title: str, html: str) -> Block:
    return ("callout", {"tone": tone, "title": title, "text": html})


def titled(kind: str, *items: tuple[str, str]) -> Block:
    return (kind, [{"title": title, "text": html} for title, html in items])


def table(caption: str, headings: tuple[str, ...], *rows: tuple[str, ...]) -> Block:
    return (
        "table",
        {
            "table": {
                "columns": [{"type": "text", "heading": words} for words in headings],
                "rows": [{"values": list(row)} for row in rows],
                "caption": caption,
            }
        },
    )


def contact(name: str, role: str, phone: str, email: str, hours: str) -> Block:
    return (
        "contact",
        {"name": name, "role": role, "phone": phone, "email": email, "address": "1 place de la Mairie", "hours": hours},
    )


def figures(*items: tuple[str, str]) -> Block:
    return ("figures", [{"number": number, "label": label} for number, label in items])


# slug, parent's slug (none: the home page), title, introduction, icon, in the menu, shows what is below, body
PAGES: tuple[tuple[str, str, str, str, str, bool, bool, list[Block]], ...] = (
    (
        "vivre-ici",
        "",
        "Vivre ici",
        "L’école, les sorties, les associations, les déchets : la vie de tous les jours à Saint-Exemple.",
        "",
        True,
        True,
        [],
    ),
    (
        "ecole",
        "vivre-ici",
        "L’école",
        "Une école publique, six classes, 138 enfants de la petite section au CM2.",
        "school",
        False,
        False,
        [
            ("image", "@image:ecole"),
            heading("Inscrire votre enfant"),
            titled(
                "steps",
                ("Écrivez à la mairie", "<p>Donnez le nom de l’enfant, sa date de naissance et votre adresse.</p>"),
                ("Rencontrez la directrice", "<p>Elle vous fait visiter l’école et fixe le jour de la rentrée.</p>"),
                ("Préparez la cantine", "<p>Inscrivez l’enfant si vous voulez qu’il mange à l’école.</p>"),
            ),
            heading("Les horaires"),
            table(
                "Horaires de l’école",
                ("Moment", "Lundi, mardi, jeudi, vendredi", "Mercredi"),
                ("Garderie du matin", "7 h 15 – 8 h 30", "7 h 15 – 8 h 30"),
                ("Classe du matin", "8 h 30 – 12 h", "8 h 30 – 11 h 30"),
                ("Classe de l’après-midi", "13 h 45 – 16 h 15", "pas de classe"),
                ("Garderie du soir", "16 h 15 – 18 h 45", "fermée"),
            ),
            contact(
                "Enfance et école",
                "Service de la mairie",
                "02 99 00 00 03",
                "ecole@saint-exemple.example",
                "Du lundi au vendredi, 9 h – 12 h",
            ),
        ],
    ),
    (
        "cantine",
        "vivre-ici",
        "La cantine et la garderie",
        "Les repas sont cuisinés sur place. Deux sont végétariens chaque semaine.",
        "fork",
        False,
        False,
        [
            ("image", "@image:cantine"),
            heading("Ce que coûte un repas"),
            table(
                "Prix d’un repas selon le quotient familial, en 2026",
                ("Quotient familial", "Repas", "Garderie, la demi-heure"),
                ("moins de 700", "1,00 €", "0,45 €"),
                ("de 700 à 1 199", "3,10 €", "0,70 €"),
                ("1 200 et plus", "4,20 €", "0,95 €"),
            ),
            callout(
                "info",
                "Absent ?",
                "<p>Prévenez avant 9 h la veille : le repas n’est pas compté.</p>",
            ),
            titled(
                "accordion",
                (
                    "Mon enfant a une allergie",
                    "<p>Demandez un projet d’accueil à la directrice de l’école. Le médecin scolaire le signe.</p>",
                ),
                ("Comment payer ?", "<p>La facture arrive le 5 du mois. Vous payez au Trésor public.</p>"),
                ("Peut-on changer de jours ?", "<p>Oui, chaque vendredi pour la semaine suivante.</p>"),
            ),
            ("documents", ["@document:menus"]),
        ],
    ),
    (
        "dechets",
        "vivre-ici",
        "Les déchets",
        "Le bac gris passe le mardi, le bac jaune un vendredi sur deux.",
        "bin",
        False,
        False,
        [
            table(
                "Jours de collecte",
                ("Bac", "Jour", "Ce qu’on y met"),
                ("Gris", "mardi matin", "ce qui ne se trie pas"),
                ("Jaune", "vendredi, semaines paires", "papiers, cartons, plastiques, boîtes"),
                ("Verre", "à la borne, quand vous voulez", "bouteilles, bocaux"),
            ),
            heading("La déchèterie"),
            text(
                "<p>Route de la Lande, ouverte à tous les habitants. Apportez un justificatif d’adresse "
                "la première fois.</p><ul><li>lundi, mercredi, vendredi : 14 h – 18 h</li>"
                "<li>samedi : 9 h – 12 h et 14 h – 18 h</li></ul>"
            ),
            callout("att", "Fermée le 26 décembre.", "<p>Elle rouvre le lundi 28.</p>"),
        ],
    ),
    (
        "associations",
        "vivre-ici",
        "Les associations",
        "Sport, fêtes, entraide, culture : 31 associations font vivre la commune.",
        "heart",
        False,
        False,
        [
            figures(("31", "associations"), ("640", "adhérents"), ("18 400 €", "de subventions en 2026")),
            heading("Quelques-unes"),
            table(
                "Associations de la commune",
                ("Association", "Ce qu’elle fait", "Quand"),
                ("Les Foulées de la Vilaine", "course et marche", "dimanche, 9 h 30"),
                ("Le Pont des Arts", "théâtre, chant", "mercredi, 19 h"),
                ("Entraide du bourg", "visites, transport, courses", "toute la semaine"),
                ("Comité des fêtes", "fête du pont, marché de Noël", "réunion chaque mois"),
            ),
            heading("Demander une subvention"),
            text("<p>Le dossier se dépose avant le 31 janvier. Le conseil municipal décide en mars.</p>"),
        ],
    ),
    (
        "salle-des-fetes",
        "vivre-ici",
        "La salle des fêtes",
        "180 places assises, une cuisine, un parking. Les habitants la louent moins cher.",
        "key",
        False,
        False,
        [
            ("image", "@image:salle"),
            table(
                "Tarifs 2026",
                ("Durée", "Habitants", "Autres"),
                ("Une journée en semaine", "110 €", "190 €"),
                ("Le week-end", "240 €", "420 €"),
                ("Association de la commune", "gratuit deux fois par an", "—"),
            ),
            text("<p>Une caution de 500 € est rendue après l’état des lieux.</p>"),
        ],
    ),
    (
        "mediatheque",
        "vivre-ici",
        "La médiathèque",
        "9 000 livres, des jeux, un café. L’inscription est gratuite.",
        "book",
        False,
        False,
        [
            text("<p>Ouverte mercredi et samedi de 10 h à 17 h 30, vendredi de 15 h à 18 h 30.</p>"),
            ("quote", {"text": "On vient pour un roman, on reste pour la conversation.", "author": "Une lectrice"}),
        ],
    ),
    (
        "histoire",
        "vivre-ici",
        "Un peu d’histoire",
        "Un gué, un pont, un marché : le bourg doit tout à la rivière.",
        "flag",
        False,
        False,
        [
            ("image", "@image:pont"),
            text(
                "<p>En 1284, un acte parle du « pont de bois de Saint-Exemple ». Les trois arches de pierre "
                "datent de 1631. Elles ont porté les charrettes de sel, puis les camions.</p>"
                "<p>La mairie fut construite en 1887, avec l’école et la halle. Son horloge avance de "
                "deux minutes depuis toujours.</p>"
            ),
            figures(("1284", "première mention du pont"), ("1631", "les arches de pierre"), ("2 140", "habitants")),
        ],
    ),
    (
        "urbanisme",
        "",
        "Urbanisme et travaux",
        "Construire, agrandir, repeindre : voyez ce qu’il faut demander, et à qui.",
        "home",
        False,
        False,
        [
            titled(
                "accordion",
                (
                    "Je repeins ma façade",
                    "<p>Une déclaration préalable suffit. La mairie répond en un mois.</p>",
                ),
                (
                    "Je construis une maison",
                    "<p>Il faut un permis de construire. La mairie répond en deux mois.</p>",
                ),
                (
                    "Je pose un abri de jardin",
                    "<p>Moins de 5 m² : rien à demander. De 5 à 20 m² : une déclaration préalable.</p>",
                ),
            ),
            heading("Le plan local d’urbanisme"),
            text("<p>Le PLU dit ce qu’on peut bâtir, et où. Consultez-le à la mairie ou demandez-en une copie.</p>"),
            ("documents", ["@document:plu"]),
        ],
    ),
    (
        "aide-sociale",
        "",
        "Aide et solidarité",
        "Le CCAS écoute, aide et accompagne. Les rendez-vous sont gratuits et discrets.",
        "people",
        False,
        False,
        [
            text("<p>Une facture trop lourde, un proche qui vieillit, un logement à trouver : appelez le CCAS.</p>"),
            contact(
                "CCAS de Saint-Exemple",
                "Action sociale",
                "02 99 00 00 04",
                "mairie@saint-exemple.example",
                "Mardi et jeudi, 9 h – 12 h",
            ),
        ],
    ),
    (
        "marches-publics",
        "",
        "Marchés publics",
        "Les achats de la commune, ouverts à toutes les entreprises.",
        "doc",
        False,
        False,
        [text("<p>Aucune consultation n’est ouverte. La prochaine : fournitures scolaires, en mars 2027.</p>")],
    ),
    (
        "enquetes-publiques",
        "",
        "Avis et enquêtes publiques",
        "Lisez les projets, dites ce que vous en pensez.",
        "pen",
        False,
        False,
        [
            heading("Aménagement des quais"),
            text(
                "<p>Jusqu’au 18 décembre 2026. Le dossier est à la mairie aux heures d’ouverture. Écrivez votre avis "
                "dans le registre, ou envoyez-le par e-mail.</p>"
            ),
        ],
    ),
    (
        "travaux-eau",
        "",
        "Coupure d’eau du 26 novembre",
        "Rues du Pont et des Tanneurs, de 9 h à 12 h.",
        "warn",
        False,
        False,
        [
            text(
                "<p>L’entreprise change une vanne. Faites une réserve d’eau la veille. L’eau peut être "
                "trouble au retour : laissez couler une minute.</p>"
            )
        ],
    ),
)

# slug, date, subject, drawing, title, summary, body
NEWS: tuple[tuple[str, str, str, str, str, str, list[Block]], ...] = (
    (
        "pont-rouvre",
        "2026-11-24",
        "Travaux",
        "bridge",
        "Le vieux pont rouvre aux piétons le 5 décembre",
        "Les voûtes sont consolidées. La circulation des voitures reprendra fin février.",
        [
            text(
                "<p>Dix semaines de chantier, 84 pierres remplacées : les trois arches tiennent de nouveau. "
                "Piétons et vélos à la main passent dès le samedi 5 décembre, à 10 h.</p>"
                "<p>Les voitures font encore le tour par le pont de la Lande.</p>"
            ),
            callout("info", "Le marché de Noël", "<p>se tient ce jour-là sur le pont lui-même.</p>"),
        ],
    ),
    (
        "menus-decembre",
        "2026-11-23",
        "École",
        "meal",
        "Cantine : les menus de décembre sont en ligne",
        "Deux repas végétariens par semaine.",
        [text("<p>Le repas de Noël est servi le jeudi 17.</p>"), ("documents", ["@document:menus"])],
    ),
    (
        "plantation",
        "2026-11-20",
        "Environnement",
        "trees",
        "120 arbres à planter ensemble au bord de l’eau",
        "Rendez-vous samedi 28, bottes aux pieds.",
        [text("<p>Saules, aulnes et frênes retiennent la berge. Outils prêtés, soupe offerte à midi.</p>")],
    ),
    (
        "listes-electorales",
        "2026-11-16",
        "Élections",
        "town",
        "Vous avez emménagé ? Inscrivez-vous sur les listes",
        "C’est gratuit et prend cinq minutes.",
        [text("<p>Apportez une pièce d’identité et un justificatif d’adresse, ou envoyez-les en ligne.</p>")],
    ),
    (
        "marche-noel",
        "2026-11-12",
        "Fêtes",
        "market",
        "Marché de Noël : 32 exposants sur la place",
        "Samedi 5 décembre, de 10 h à 20 h.",
        [text("<p>Produits de la ferme, artisans, vin chaud. Les enfants allument le pont à 18 h.</p>")],
    ),
    (
        "nuit-lecture",
        "2026-11-05",
        "Culture",
        "books",
        "La médiathèque ouvre jusqu’à minuit",
        "Une nuit de lectures, de jeux et de contes.",
        [text("<p>Vendredi 27 novembre. Entrée libre, apportez un coussin.</p>")],
    ),
    (
        "rue-des-tanneurs",
        "2026-10-28",
        "Travaux",
        "road",
        "Rue des Tanneurs : les trottoirs refaits avant Noël",
        "Le stationnement est suspendu du 7 au 11 décembre.",
        [text("<p>L’accès des riverains et des secours reste possible à toute heure.</p>")],
    ),
    (
        "collecte-jaune",
        "2026-10-15",
        "Déchets",
        "bins",
        "Le bac jaune passe désormais le vendredi",
        "Une semaine sur deux, les semaines paires.",
        [text("<p>Sortez-le la veille au soir, poignée vers la rue.</p>")],
    ),
)

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

# slug, title, first day, from, to, comes back, place, price, summary, drawing, text
EVENTS: tuple[tuple[str, str, str, str, str, str, str, str, str, str, str], ...] = (
    (
        "plantation-citoyenne", "Plantation citoyenne", "2026-11-28", "09:30", "12:00", "", "Quai des Lavandières",
        "Gratuit", "Trente arbres à planter : venez avec vos bottes.", "trees",
        "<p>La commune fournit les plants et les outils. Une soupe attend les planteurs à midi.</p>",
    ),
    (
        "fete-du-pont", "Marché de Noël et fête du pont", "2026-12-05", "10:00", "20:00", "", "Place de la Mairie",
        "Entrée libre", "Trente-deux exposants, et le vieux pont rouvert aux piétons.", "party",
        "<p>Inauguration à 11 h, lampions à 18 h. Stationnement sur le terrain des sports.</p>",
    ),
    (
        "cafe-des-aidants", "Café des aidants", "2026-12-09", "14:00", "16:00", "monthly_weekday", "Médiathèque",
        "Gratuit", "Pour celles et ceux qui aident un proche, avec une psychologue.", "books",
        "<p>Sans inscription. Une garde est proposée à domicile : appelez le CCAS la semaine d’avant.</p>",
    ),
    (
        "marche", "Le marché du dimanche", "2026-01-04", "08:00", "13:00", "weekly", "Place de la Mairie",
        "", "Primeurs, fromages, poissons et fleurs.", "market",
        "<p>Une douzaine d’étals toute l’année, le double en été.</p>",
    ),
)  # fmt: skip

# slug, title, contract, working time, grade, until, summary, text, how to apply
JOBS = (
    (
        "agent-polyvalent", "Agent polyvalent des espaces verts", "permanent", "35 h par semaine", "Adjoint technique",
        "2027-01-15", "Au sein d’une équipe de quatre, sous l’autorité du responsable technique.",
        "<p>Vous entretenez les espaces verts, les voies et les bâtiments. Permis B exigé.</p>",
        '<p>Envoyez une lettre et un CV à <a href="mailto:mairie@saint-exemple.example">la mairie</a>.</p>',
    ),
)  # fmt: skip

# slug, title, kind, reference, from, until, summary, text
NOTICES = (
    (
        "enquete-quais", "Enquête publique : aménagement des quais", "inquiry", "EP 2026-02", "2026-11-16", "2026-12-18",
        "Le dossier est à lire en mairie et en ligne ; le commissaire enquêteur reçoit trois fois.",
        "<p>Permanences en mairie : 18 novembre, 2 décembre et 18 décembre, de 14 h à 17 h.</p>",
    ),
    (
        "marche-voirie", "Marché public : entretien de la voirie", "market", "2026-T-07", "2026-11-20", "2026-12-22",
        "Accord-cadre de quatre ans, réponses par la plateforme de l’intercommunalité.",
        "<p>Le dossier de consultation est gratuit. Visite du site conseillée.</p>",
    ),
    (
        "revision-plu", "Révision du plan local d’urbanisme : avis", "planning", "", "2026-03-02", "2026-04-02",
        "Mise à disposition du dossier pendant un mois.", "<p>Le registre est clos.</p>",
    ),
)  # fmt: skip

# slug, title, from, until, summary, text, what came of it
CONSULTATIONS = (
    (
        "nom-mediatheque", "Quel nom pour la médiathèque ?", "2026-11-02", "2027-01-31",
        "Trois noms proposés par le conseil des jeunes : donnez votre avis à l’accueil ou par courriel.",
        "<p>Les propositions sont affichées à la médiathèque.</p>", "",
    ),
    (
        "eclairage-nocturne", "Éteindre l’éclairage public la nuit ?", "2026-02-01", "2026-03-15",
        "312 réponses en six semaines.", "<p>La question portait sur une extinction de minuit à cinq heures.</p>",
        "<p>71 % pour : l’éclairage s’éteint de minuit à cinq heures depuis mai, sauf place de la Mairie.</p>",
    ),
)  # fmt: skip

# icon, title, text
PRACTICAL = (
    ("bus", "Venir en car", "<p>Ligne 14, arrêt Mairie · gare à 400 m</p>"),
    ("acc", "Accès de plain-pied", "<p>Boucle magnétique à l’accueil</p>"),
    ("phone", "Urgence, nuit et week-end", '<p><a href="tel:+33600000000">06 00 00 00 00</a> (élu d’astreinte)</p>'),
    ("mail", "Écrire à la mairie", '<p><a href="mailto:mairie@saint-exemple.example">mairie@saint-exemple.example</a></p>'),
)  # fmt: skip
