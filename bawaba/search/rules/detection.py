"""Which language and script a question is in, by rules: general detectors fail on Darija and Arabizi."""

import re
from typing import Final

from bawaba.search.rules.folding import fold_arabic, fold_latin
from bawaba.search.rules.wordlists import marker_words, stop_words

_TIFINAGH: Final = re.compile("[\u2d30-\u2d7f]")
_ARABIC: Final = re.compile("[\u0620-\u06ff\ufb50-\ufefc]")
_LATIN: Final = re.compile(r"[a-zA-Z\u00c0-\u024f]")
# A digit that stands for a letter inside a word: 3 ع, 7 ح, 9 ق, 5 خ, 8 غ, 2 ء.
_LETTER_DIGIT: Final = re.compile(r"(?:[a-z][35789](?![0-9])|(?<![0-9])[35789][a-z])")
# Beginnings that French and English words do not have: article, person or short vowel left unwritten.
_CLUSTER: Final = re.compile(
    r"\b(?:n[bcdfgjklmnpqrstvxz]|l[bcdfghjklmnpqrstvxz]|m[bcdfghjklnpqrstvz]|t[bcdfgjklmnpqtvxz]"
    r"|k[bcdfgjkmnpqtvxz]|kh|bgh|dy)[a-z0-9]{2,}"
)
_WORD: Final = re.compile("[a-z0-9]+|[\u0621-\u064a]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DARIJA: Final = marker_words("darija")
# Present and future verbs with their prefixes, and the circumfix of negation.
_DARIJA_VERB: Final = re.compile(
    "^(?:كن|كان|كي|كت|كات|غن|غان|غي|غت)[\u0621-\u064a]{3,}$|^ما[\u0621-\u064a]{2,}ش$|^ن[\u0621-\u064a]{2,}و$"
    "|^(?:فال|دال)[\u0621-\u064a]{3,}$|^ما(?:كا|كي|عند|باغ)[\u0621-\u064a]*$"
)
_ARABIZI: Final = marker_words("darija-latn")
_FRENCH: Final = stop_words("fr") | _words(
    """
    carte permis acte naissance mariage divorce passeport impot impots taxe societe entreprise demande obtenir
    renouveler renouvellement declaration inscription certificat attestation autorisation creer creation payer
    ecole logement travail retraite sante assurance voiture vehicule enfant nationalite residence casier bourse
    licence construire facture electricite eau perdu vol volee volé etranger visa extrait
    """
)
_ENGLISH: Final = (
    stop_words("en")
    | marker_words("en")
    | _words(
        """
    card license licence birth certificate marriage divorce passport tax company business register registration
    renew renewal apply application get pay school housing work job retirement pension health insurance car
    vehicle child nationality residence permit visa lost stolen driving death water electricity bill student
    """
    )
)


def detect_language(text: str) -> str:
    """Return `ar`, `darija`, `darija-latn`, `fr`, `en` or `zgh` for a cleaned question.

    Script decides first, then marks that only one language has. A Latin text without any mark
    counts as French, the commoner second language of the country.
    """
    tifinagh, arabic = len(_TIFINAGH.findall(text)), len(_ARABIC.findall(text))
    latin = len(_LATIN.findall(text))
    if tifinagh and tifinagh >= max(arabic, latin):
        return "zgh"
    if arabic and 2 * arabic >= latin:
        return "darija" if _is_darija(text) else "ar"
    return _latin_language(fold_latin(text))


def _is_darija(text: str) -> bool:
    words = _WORD.findall(fold_arabic(text))
    return any(
        word in _DARIJA or word.removeprefix("و") in _DARIJA or _DARIJA_VERB.match(word) for word in words
    )


def _latin_language(folded: str) -> str:
    words = _WORD.findall(folded)
    marks = sum(1 for word in words if word in _ARABIZI) + len(_CLUSTER.findall(folded))
    marks += 2 * len(_LETTER_DIGIT.findall(folded))
    french = sum(1 for word in words if word in _FRENCH)
    english = sum(1 for word in words if word in _ENGLISH)
    if marks and marks >= max(french, english) / 2:
        return "darija-latn"
    return "en" if english > french else "fr"
