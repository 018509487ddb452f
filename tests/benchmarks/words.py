"""French-looking text whose words are as unevenly frequent as real ones (Zipf), always the same."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

SMALL = [
    "de",
    "la",
    "le",
    "et",
    "les",
    "des",
    "à",
    "en",
    "un",
    "du",
    "une",
    "que",
    "est",
    "pour",
    "dans",
    "qui",
    "sur",
    "au",
    "pas",
    "par",
    "plus",
    "ce",
    "avec",
    "il",
    "ne",
    "se",
    "sont",
    "nous",
    "vous",
    "mais",
    "ou",
    "son",
    "cette",
    "leur",
    "aux",
    "être",
    "été",
    "avoir",
    "sans",
    "comme",
    "tout",
    "après",
]
TOWN = [
    "mairie",
    "délibération",
    "impôt",
    "école",
    "élève",
    "travaux",
    "permis",
    "construire",
    "déchets",
    "éclairage",
    "voirie",
    "urbanisme",
    "naissance",
    "mariage",
    "cimetière",
    "conseil",
    "arrêté",
    "préfecture",
    "subvention",
    "association",
    "réunion",
    "élection",
    "budget",
    "facture",
    "cantine",
    "bibliothèque",
    "sécurité",
    "eau",
    "assainissement",
    "forêt",
    "trottoir",
    "lampadaire",
    "nuisances",
    "bruit",
    "chaussée",
    "stationnement",
]
BEGINNINGS = [
    "b",
    "c",
    "d",
    "f",
    "g",
    "j",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "ch",
    "br",
    "cr",
    "dr",
    "fr",
    "gr",
    "pl",
    "pr",
    "tr",
]
VOWELS = ["a", "e", "i", "o", "u", "é", "è", "ou", "oi", "ai", "an", "on", "in", "eu"]
ENDINGS = ["", "s", "e", "es", "er", "é", "ée", "ation", "ement", "eur", "ité", "able", "ique"]
SIZE = 30_000


def vocabulary() -> list[str]:
    """The most frequent first: small words, then the town hall's among made-up ones."""
    chance = random.Random(42)
    made: dict[str, None] = {}
    while len(made) < SIZE:
        root = "".join(chance.choice(BEGINNINGS) + chance.choice(VOWELS) for _ in range(chance.choice([1, 2, 2, 3])))
        made[root + chance.choice(ENDINGS)] = None
    words = [*SMALL, *made]
    for rank, word in enumerate(TOWN):
        words.insert(200 + 40 * rank, word)
    return words[:SIZE]


def texts(words: list[str], seed: int = 7) -> Iterator[str]:
    """Texts of 200 to 1,000 words, without end."""
    chance = random.Random(seed)
    weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    while True:
        yield " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(200, 1000)))


def queries(words: list[str], number: int = 60) -> list[str]:
    """What is asked: one frequent word, two words, a phrase, a rare word, a word to leave out."""
    chance = random.Random(99)
    pick = lambda low, high: words[chance.randint(low, high)]  # noqa: E731
    kinds = (
        lambda: pick(200, 3000),
        lambda: f"{pick(100, 2000)} {pick(100, 2000)}",
        lambda: f'"{pick(100, 400)} {pick(100, 400)}"',
        lambda: pick(20_000, SIZE - 1),
        lambda: f"{pick(200, 1000)} -{pick(200, 1000)}",
    )
    return [kinds[n % len(kinds)]() for n in range(number)]
