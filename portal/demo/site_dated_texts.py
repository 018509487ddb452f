"""The words of the demonstration site: news, events, jobs, notices, consultations."""

from __future__ import annotations

from portal.demo.site_blocks import Block, callout, text

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
