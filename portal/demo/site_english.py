"""The English pages of the demonstration site: fewer than the French ones, with the essentials."""

from __future__ import annotations

from portal.demo.site_blocks import Block, callout, contact, heading, table, text

# French slug, English slug, title, introduction, body
PAGES: tuple[tuple[str, str, str, str, list[Block]], ...] = (
    ("vivre-ici", "living-here", "Living here", "School, outings, waste: everyday life in Saint-Exemple.", []),
    (
        "ecole",
        "school",
        "The school",
        "One state school, six classes, 138 children aged three to eleven.",
        [
            heading("Enrol your child"),
            text(
                "<p>Write to the town hall with the child’s name, date of birth and your address. "
                "The headteacher then shows you round and sets the first day.</p>"
            ),
            contact("Children and school", "Town hall", "02 99 00 00 03", "ecole@saint-exemple.example", "Monday to Friday, 9:00 – 12:00"),
        ],
    ),
    (
        "dechets",
        "waste",
        "Waste and recycling",
        "The grey bin goes on Tuesdays, the yellow one every other Friday.",
        [
            table(
                "Collection days",
                ("Bin", "Day", "What goes in"),
                ("Grey", "Tuesday morning", "what can’t be sorted"),
                ("Yellow", "Friday, even weeks", "paper, card, plastic, tins"),
                ("Glass", "bottle bank, any time", "bottles, jars"),
            ),
            callout("att", "The tip is closed on 26 December.", "<p>It opens again on Monday 28.</p>"),
        ],
    ),
    (
        "histoire",
        "history",
        "A little history",
        "A ford, a bridge, a market: the town owes everything to its river.",
        [text("<p>A deed of 1284 tells of a wooden bridge. Its three stone arches were built in 1631.</p>")],
    ),
)  # fmt: skip

# French slug, English slug, subject, title, summary, body
NEWS: tuple[tuple[str, str, str, str, str, list[Block]], ...] = (
    (
        "pont-rouvre",
        "bridge-reopens",
        "Works",
        "The old bridge reopens to walkers on 5 December",
        "Its vaults are sound again. Cars will cross from late February.",
        [text("<p>Walkers, and cyclists on foot, may cross from Saturday 5 December at 10:00.</p>")],
    ),
    (
        "marche-noel",
        "christmas-market",
        "Festivals",
        "Christmas market: 32 stalls on the square",
        "Saturday 5 December, 10:00 to 20:00.",
        [text("<p>Farm produce, crafts, mulled wine. Children light up the bridge at 18:00.</p>")],
    ),
)

# slug of the French page, title, line below, icon
TILES = (
    ("ecole", "Enrol at school", "all year round", "school"),
    ("dechets", "Waste, recycling", "days and hours", "bin"),
    ("vivre-ici", "Living here", "school, outings, clubs", "heart"),
)
PRACTICAL = (
    ("bus", "By bus", "<p>Line 14, stop “Mairie” · station at 400 m</p>"),
    ("acc", "Step-free access", "<p>Hearing loop at the desk</p>"),
    ("phone", "Emergencies, nights and week-ends", '<p><a href="tel:+33600000000">06 00 00 00 00</a></p>'),
)
