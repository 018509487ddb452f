"""Words of the demonstration directory. Telephone numbers are of the range kept for fiction."""

from datetime import date

MORNINGS = ("9h-12h", "9h-12h", "9h-12h", "9h-12h", "9h-12h", "", "")
TOWN_HALL = {
    "name": "Mairie",
    "summary": "Accueil, état civil, cartes d’identité : poussez la porte ou appelez.",
    "phone": "02 99 00 00 00",
    "email": "mairie@saint-exemple.example",
    "accessibility": "Accès de plain-pied, deux places réservées, boucle magnétique à l’accueil.",
    "latitude": "47.92840",
    "longitude": "-1.94310",
    "monday": "9h-12h, 14h-17h",
    "tuesday": "9h-12h",
    "wednesday": "9h-12h, 14h-17h",
    "thursday": "9h-12h, 14h-18h30",
    "friday": "9h-12h, 14h-16h30",
    "saturday": "10h-12h",
}
CLOSURES = (("2026-12-26", "pont de Noël"), ("2027-05-07", "pont de l’Ascension"))

# short name, unit of the town hall, name, sentence, phone, e-mail, hours of the week
UNITS = (
    ("etat-civil", "etat-civil", "État civil", "Naissances, mariages, décès, élections, cimetière.", "02 99 00 00 01", "etatcivil@saint-exemple.example", MORNINGS),
    ("voirie", "voirie", "Voirie et espaces verts", "Rues, trottoirs, éclairage, arbres : l’équipe entretient, répare et autorise.", "02 99 00 00 02", "voirie@saint-exemple.example", ("9h-12h, 14h-17h", "9h-12h", "9h-12h, 14h-17h", "9h-12h", "9h-12h, 14h-16h", "", "")),
    ("enfance", "ecole", "Enfance et école", "Inscriptions, cantine, garderie, centre de loisirs.", "02 99 00 00 03", "ecole@saint-exemple.example", MORNINGS),
    ("ccas", "ccas", "Action sociale (CCAS)", "Aides, logement, personnes âgées : un premier rendez-vous sans engagement.", "02 99 00 00 04", "", ("", "9h-12h", "", "14h-17h", "", "", "")),
)  # fmt: skip
SEASON_OF = "voirie"
SUMMER = {
    "name": "Été",
    "starts": date(2026, 7, 1),
    "ends": date(2026, 8, 31),
    "yearly": True,
    "monday": "8h-13h",
    "tuesday": "8h-13h",
    "wednesday": "8h-13h",
    "thursday": "8h-13h",
    "friday": "8h-12h",
    "saturday": "",
    "sunday": "",
}

ELECTED = (
    ("Soazig Kerdoncuff", "Maire", ("Affaires générales", "Sécurité")),
    ("Joël Rault", "Premier adjoint", ("Voirie", "Espaces verts")),
    ("Maïwenn Tanguy", "Deuxième adjointe", ("École", "Petite enfance")),
    ("Erwan Corbel", "Troisième adjoint", ("Finances", "Marchés publics")),
    ("Nadia Lahlou", "Quatrième adjointe", ("Action sociale", "Logement")),
    ("Pierrick Josse", "Cinquième adjoint", ("Associations", "Sport et culture")),
)
STAFF = (
    ("Yann Le Bihan", "Responsable", "voirie"),
    ("Fanny Mével", "Autorisations de voirie", "voirie"),
    ("Gaëlle Morvan", "Officière d’état civil", "etat-civil"),
)


def place(address: str, phone: str, latitude: str, longitude: str, summary: str, **more: str) -> dict[str, str]:
    return {
        "address": address,
        "phone": phone,
        "latitude": latitude,
        "longitude": longitude,
        "summary": summary,
        **more,
    }


def club(summary: str, phone: str, email: str) -> dict[str, str]:
    return {"summary": summary, "phone": phone, "email": email}


# kind, name, category, other fields
PLACES = (
    ("school", "École du Pont", "", place("6 rue de l’École", "02 99 00 00 10", "47.92910", "-1.94180", "De la petite section au CM2, 118 élèves.", accessibility="Entrée de plain-pied par la cour.")),
    ("place", "Bibliothèque", "Culture", place("2 quai de la Vilaine", "02 99 00 00 11", "47.92760", "-1.94400", "Livres, jeux, ordinateurs : l’entrée est libre.", wednesday="10h-12h30, 14h-18h", friday="16h-18h30", saturday="10h-12h30", accessibility="Ascenseur, documents en gros caractères.")),
    ("room", "Salle des fêtes", "Salles", place("1 rue des Tanneurs", "02 99 00 00 00", "47.92790", "-1.94250", "180 personnes assises, cuisine, scène.", accessibility="Accès de plain-pied, sanitaires adaptés.")),
    ("room", "Salle du conseil", "Salles", place("1 place de la Mairie", "02 99 00 00 00", "47.92840", "-1.94310", "40 personnes, écran et boucle magnétique.")),
    ("association", "Comité des fêtes", "Fêtes", club("La fête du pont, le marché de Noël, le feu de la Saint-Jean.", "02 99 00 00 20", "fetes@asso.example")),
    ("association", "Union sportive de Saint-Exemple", "Sport", club("Football, palets, course à pied.", "02 99 00 00 21", "sport@asso.example")),
    ("association", "Les Amis du pont", "Patrimoine", club("Visites, archives, entretien du vieux pont.", "02 99 00 00 22", "pont@asso.example")),
    ("association", "Parents d’élèves", "École", club("La parole des familles, la kermesse, les goûters.", "02 99 00 00 23", "parents@asso.example")),
    ("association", "Club des Tanneurs", "Aînés", club("Cartes, sorties et repas, le jeudi après-midi.", "02 99 00 00 24", "tanneurs@asso.example")),
    ("association", "Chorale de la Vilaine", "Culture", club("Quarante voix, sans audition, le mardi soir.", "02 99 00 00 25", "chorale@asso.example")),
)  # fmt: skip
