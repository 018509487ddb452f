"""The words of the demonstration site: its pages. A town that does not exist."""

from __future__ import annotations

from portal.demo.site_blocks import Block, callout, contact, figures, heading, table, text, titled

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
