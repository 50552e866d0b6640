"""Which language and script a question is in, by rules: general detectors fail on Darija and Arabizi."""

import re
from typing import Final

from bawaba.search.rules.folding import fold_arabic, fold_latin
from bawaba.search.rules.stopwords import ENGLISH_STOP, FRENCH_STOP

_TIFINAGH: Final = re.compile("[\u2d30-\u2d7f]")
_ARABIC: Final = re.compile("[\u0620-\u06ff\ufb50-\ufefc]")
_LATIN: Final = re.compile(r"[a-zA-Z\u00c0-\u024f]")
# A digit that stands for a letter inside a word: 3 ع, 7 ح, 9 ق, 5 خ, 8 غ, 2 ء.
_LETTER_DIGIT: Final = re.compile(r"(?:[a-z][35789](?![0-9])|(?<![0-9])[35789][a-z])")
_WORD: Final = re.compile("[a-z0-9]+|[\u0621-\u064a]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Question words, pronouns, verbs and prepositions that Standard Arabic does not have.
_DARIJA: Final = _words(
    """
    كيفاش فين شنو شنوا شنا شنهو شنهي واش علاش فوقاش امتي منين شحال ديال ديالي ديالك ديالو ديالها ديالنا ديالهم
    باش حيت بحال هاد هادي هادو داك راه راني خاصني خاصو خاصها خاصك خاصنا خاص بغيت بغينا باغي باغيه كنبغي عافاك
    دابا عندو عندهم شي ماشي ماعنديش ماكاينش كاين كاينه ولادي ولدي بنتي مراتي راجلي دار داري طوموبيل طونوبيل
    لوطو الطوموبيل الطونوبيل بيرمي البيرمي لاكارط لاكارت باسبور الباسبور كارطه الفلوس فلوس خدمه الخدمه نخدم نخلص
    ندير نجيب نجدد نبدل نسجل نصاوب نخرج نقدر نشري نبيع نمشي نطلب نحل كنخلص غادي درت ضاع ضاعت مشات تزاد تزادت
    جديد ورقه الورقه لوراق الوراق كواغط الكواغط بوليس البوليس زنقه الزنقه دراري الدراري سبيطار السبيطار
    """
)
_DARIJA_VERB: Final = re.compile(
    "^(?:كن|كان|كي|كت|غن|غان|غي|غت|ما)[\u0621-\u064a]{3,}(?:ش)?$|^ن[\u0621-\u064a]{2,}و$"
)
_ARABIZI: Final = _words(
    """
    kifach kifash kif fin feen chno chnou chnoma chnahowa chnahia ach achno achnahoma wach wash wesh 3lach
    fo9ach imta mnin ch7al chhal dyal diyal dial dyali dyalek dyalo dyalha dyalna bach b7al had hadi hado rah
    rani khas khassni khasni khassou khasso khasha bghit bghina baghi bagha n9der ne9der nqder ghadi chi 7aja
    m3a 3la 3ndi 3andi 3ndo 3ando li lli ila machi kayn kayna daba 3afak ndir ndirou njib nji nkhdem nkhalles
    nkhalas nsjel nsejel nsejjel njedded njaded nbeddel nbedel nsaweb nsawb nkharrej nkherrej nakhod nchri nbi3
    nemchi nmchi ntleb weldi wldi bnti benti mrati rajli dar dari tomobil tonobil lpermi bermi lbermi lakart
    lacarte lpassport flous flouss khedma lkhdma lkhedma wra9 lwra9 war9a wer9a kaghit kwaghet lkwaghet rokhsa
    chahada wladi dial lblad blad l7ala zwaj tla9 mdrasa lmdrasa madrasa sbitar tbib walidin ba baba mama khoya
    bladi diyali diyalo diyalha jdid jdida 9dim dar7 mat matet maat ta7 dayza dayz twled tzad tzadet
    """
)
_FRENCH: Final = FRENCH_STOP | _words(
    """
    carte permis acte naissance mariage divorce passeport impot impots taxe societe entreprise demande obtenir
    renouveler renouvellement declaration inscription certificat attestation autorisation creer creation payer
    ecole logement travail retraite sante assurance voiture vehicule enfant nationalite residence casier bourse
    licence construire facture electricite eau perdu vol volee volé etranger visa extrait
    """
)
_ENGLISH: Final = ENGLISH_STOP | _words(
    """
    card license licence birth certificate marriage divorce passport tax company business register registration
    renew renewal apply application get pay school housing work job retirement pension health insurance car
    vehicle child nationality residence permit visa lost stolen driving death water electricity bill student
    """
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
    marks = sum(1 for word in words if word in _ARABIZI) + 2 * len(_LETTER_DIGIT.findall(folded))
    french = sum(1 for word in words if word in _FRENCH)
    english = sum(1 for word in words if word in _ENGLISH)
    if marks and marks >= max(french, english) / 2:
        return "darija-latn"
    return "en" if english > french else "fr"
