"""French words, the same way for a text and for a query: folded, cut, stemmed.

Letters and digits are cut apart (« 8h30 » meets « 8 h 30 »), figures in groups are also kept whole (« 1 140 »
meets « 1140 »), words cut at the end of a line are joined. Folding before stemming, and stemming twice, join
53 of 59 pairs of forms; stemming before folding 42. The rest is in a table.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import Stemmer

LONGEST = 40  # characters: beyond, it is no word
SHORTEST_STEM = 3  # characters; what is as short is no longer than its stem
WORD = re.compile(r"[^\W\d_]+|\d+")
# Written so that the scan looks for a digit first: six times as fast as with the look-behind in front.
FIGURES = re.compile(r"[0-9](?<![0-9][0-9])[0-9]{0,2}(?:[ .\u00a0\u202f\u2009][0-9]{3})+(?![0-9])")
LINE_END_HYPHEN = re.compile(r"[-\u2010\u00ac]\s*\n")  # rare, and quickly looked for
CUT_WORD = re.compile(r"([^\W\d_]+)[-\u2010\u00ac]\s*\n\s*([^\W\d_]+)")
_SMALL_WORDS = """
l d qu c s j n m t jusqu lorsqu puisqu quoiqu le la les de des du un une et a au aux en dans pour par sur avec sans que
qui quoi dont ou ne pas plus ce cette ces son sa ses leur leurs nous vous ils elles il elle je tu on est sont etait
etaient etre avoir ai as ont avait mais donc or ni si
"""
STOP = frozenset(_SMALL_WORDS.split())
# What the stemmer keeps apart, folded: each form is read as the first of its line.
EXCEPTIONS = {
    form: forms[0]
    for forms in (
        line.split()
        for line in """travail travaux travaille travailler travailleur travailleurs
        velo velos
        oeil yeux
        inscription inscriptions inscrire inscrit inscrits inscrite inscrites inscrivez
        naissance naissances naitre
        deces decede decedes decedee decedees deceder
        bruit bruits bruyant bruyants bruyante bruyantes
        paiement paiements payement payer paye payee payez
        vote votes voter votant votants
        election elections elire elu elus elue elues
        construire construction constructions construit construite
        ouvrir ouverture ouvertures ouvert ouverte ouverts ouvertes
        detruire destruction destructions detruit
        eau eaux
        clef clefs cle cles
        mairie mairies maire maires""".splitlines()
    )
    for form in forms
}
# What a word that is only begun may go on with, before the stemmer can cut it: « délibératio » meets « délibération ».
_GOES_ON = ("", "e", "l", "n", "r", "s", "t", "x", "on", "nt", "er", "ent", "ion", "tion", "ment", "ation")
_stemmer = Stemmer.Stemmer("french", 0)
LATIN = "\u024f"  # the last of its letters, in the first blocks of Unicode
_LETTERS = [letter for letter in map(chr, range(ord(LATIN) + 1)) if letter.isalnum()]


class Words(NamedTuple):
    """What a query asks of the index."""

    stems: list[str]
    places: list[int]  # of each stem among the words, stop words counted


@lru_cache(100_000)
def fold(word: str) -> str:
    """Lower case, without accents nor ligatures."""
    plain = word.lower()
    if plain.isascii():
        return plain
    flat = unicodedata.normalize("NFKD", plain.replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in flat if not unicodedata.combining(c))


@lru_cache(100_000)
def stem(word: str) -> str:
    """The indexed form of one word; '' for what is no word."""
    flat = fold(word)
    if not flat or len(flat) > LONGEST:
        return ""
    if flat.isdigit():
        return flat
    once: str = _stemmer.stemWord(EXCEPTIONS.get(flat, flat))
    twice: str = _stemmer.stemWord(once)
    return twice


@lru_cache(1_000)
def likely(stems: frozenset[str]) -> re.Pattern[str]:
    """Finds the words that may have one of these stems, by their first letter: most others are never looked at."""
    first = {known[0] for known in stems} | {form[0] for form in EXCEPTIONS if stem(form) in stems}
    letters = "".join(letter for letter in _LETTERS if fold(letter)[:1] in first)
    # Other scripts all pass. Told as what is not Latin: a set of all their characters takes 8 ms to compile.
    begins = "|".join(filter(None, (letters and f"[{letters}]", rf"[^\x00-{LATIN}]")))
    # The letter comes before the look-behind, for speed, as in FIGURES.
    return re.compile(rf"(?:{begins})(?:(?<=\d)(?<!\d.)\d*|(?<=[^\W\d_])(?<![^\W\d_].)[^\W\d_]*)", re.DOTALL)


def clean(text: str) -> str:
    """Compatible forms made plain (º, ﬁ, full-width letters), soft hyphens taken out."""
    return unicodedata.normalize("NFKC", text.replace("º", "°")).replace("\u00ad", "")


def indexed(text: str) -> str:
    """The text as the index keeps it: stems in order, then figures made whole and the parts of words cut in two."""
    text = clean(text)
    also = ["".join(WORD.findall(found)) for found in FIGURES.findall(text)]
    if LINE_END_HYPHEN.search(text):
        also += [part for parts in CUT_WORD.findall(text) for part in parts]  # « Saint-⏎Exemple » was two words
        text = CUT_WORD.sub(r"\1\2", text)
    words = WORD.findall(text)
    return " ".join(s for w in (*words, *also) if (s := stem(w)))


def queried(text: str) -> Words:
    """The words to look for: stop words are left out, unless there is nothing else."""
    words = [(n, w, s) for n, w in enumerate(WORD.findall(clean(text))) if (s := stem(w))]
    kept = [(n, s) for n, w, s in words if fold(w) not in STOP] or [(n, s) for n, w, s in words]
    return Words([s for _, s in kept], [n for n, _ in kept])


def joined(text: str) -> str:
    """The text with its figures in groups made whole."""
    return FIGURES.sub(lambda found: "".join(WORD.findall(found.group())), clean(text))


def begun(word: str) -> tuple[str, frozenset[str]]:
    """What the stems of words that begin so begin with, and those of them that are shorter than that."""
    flat = fold(word)
    whole = {stem(flat + end) for end in _GOES_ON} if len(flat) > SHORTEST_STEM else set()
    return flat, frozenset(found for found in whole if found and not found.startswith(flat))
