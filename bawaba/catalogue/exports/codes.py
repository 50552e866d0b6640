"""Code lists of the export: languages, countries, currencies, themes, and our own small schemes.

The European authority lists are those that CPSV-AP 3.2.0 recommends; a list it leaves open
(audience, channel, kind of rule, confidence) has concepts of our own under `urn:bawaba:vocabulary:`.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from bawaba.catalogue.exports.terms import PREFIXES

AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
COMPLETED: Final = "http://purl.org/adms/status/Completed"
OURS: Final = PREFIXES["bw"]

# Content language → (BCP 47 tag, code of the EU language list or empty). Darija is ISO 639-3 `ary`.
_LANGUAGES: Final[dict[str, tuple[str, str]]] = {
    "ar": ("ar", "ARA"),
    "fr": ("fr", "FRA"),
    "en": ("en", "ENG"),
    "zgh": ("zgh", "ZGH"),
    "es": ("es", "SPA"),
    "de": ("de", "DEU"),
    "nl": ("nl", "NLD"),
    "it": ("it", "ITA"),
    "pt": ("pt", "POR"),
    "nb": ("nb", "NOB"),
    "nn": ("nn", "NNO"),
    "sw": ("sw", "SWA"),
    "darija": ("ary-Arab", "ARY"),
    "darija-latn": ("ary-Latn", "ARY"),
}
_CONTENT_OF_TAG: Final = {tag.lower(): code for code, (tag, _) in _LANGUAGES.items()} | {"ary": "darija"}

# ISO 3166-1: alpha-2 and alpha-3 side by side.
_COUNTRIES: Final = """
ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB
BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR
BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR
CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK
FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS
GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN
ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO
LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD
MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER
NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM
PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP
SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF
TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY
UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF ZMZMB ZWZWE
"""
ALPHA_3: Final[Mapping[str, str]] = {pair[:2]: pair[2:] for pair in _COUNTRIES.split()}
ALPHA_2: Final[Mapping[str, str]] = {long: short for short, long in ALPHA_3.items()}

_EURO: Final = "AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK"
CURRENCY_OF_COUNTRY: Final[Mapping[str, str]] = {
    **dict.fromkeys(_EURO.split(), "EUR"),
    "MA": "MAD", "KE": "KES", "NO": "NOK", "TN": "TND", "DZ": "DZD", "EG": "EGP", "SN": "XOF", "CI": "XOF",
    "GB": "GBP", "US": "USD", "CH": "CHF", "CA": "CAD", "SE": "SEK", "DK": "DKK", "PL": "PLN", "RW": "RWF",
}  # fmt: skip

# Life or business event → EU data theme.
_THEMES: Final[dict[str, str]] = {
    **dict.fromkeys(("agriculture",), "AGRI"),
    **dict.fromkeys(("gestion-entreprise", "creation-entreprise", "commerce-exterieur", "impots"), "ECON"),
    **dict.fromkeys(("scolarite", "etudes-superieures"), "EDUC"),
    **dict.fromkeys(("administration-interne", "marches-publics"), "GOVE"),
    **dict.fromkeys(("sante", "handicap"), "HEAL"),
    **dict.fromkeys(("etranger-mre",), "INTR"),
    **dict.fromkeys(("justice", "identite-voyage"), "JUST"),
    **dict.fromkeys(("foncier-urbanisme", "logement"), "REGI"),
    **dict.fromkeys(("naissance", "mariage-famille", "deces", "emploi", "retraite", "protection-sociale"), "SOCI"),
    **dict.fromkeys(("numerique",), "TECH"),
    **dict.fromkeys(("vehicule-permis",), "TRAN"),
}  # fmt: skip

OUR_CONCEPTS: Final[dict[str, dict[str, str]]] = {
    "audience-citizen": {"ar": "المواطنون", "fr": "Citoyens", "en": "Citizens"},
    "audience-business": {"ar": "المقاولات", "fr": "Entreprises", "en": "Businesses"},
    "audience-institution": {"ar": "المؤسسات العمومية", "fr": "Institutions publiques", "en": "Public institutions"},
    "channel-online": {"ar": "عبر الإنترنت", "fr": "En ligne", "en": "Online"},
    "channel-office": {"ar": "بالشباك", "fr": "Au guichet", "en": "At an office"},
    "channel-phone": {"ar": "بالهاتف", "fr": "Par téléphone", "en": "By telephone"},
    "channel-consulate": {"ar": "بالقنصلية", "fr": "Au consulat", "en": "At a consulate"},
    "channel-post": {"ar": "بالبريد", "fr": "Par courrier", "en": "By post"},
    "channel-mobile": {"ar": "بتطبيق الهاتف", "fr": "Par application mobile", "en": "By mobile application"},
    "rule-step": {"ar": "مرحلة", "fr": "Étape", "en": "Step"},
    "rule-rule": {"ar": "قاعدة", "fr": "Règle", "en": "Rule"},
    "evidence-document": {"ar": "وثيقة مطلوبة", "fr": "Pièce à fournir", "en": "Document to bring"},
    "confidence-official": {"ar": "صفحة رسمية", "fr": "Page officielle", "en": "Official page"},
    "confidence-press": {"ar": "الصحافة", "fr": "Presse", "en": "Press"},
    "confidence-general-knowledge": {"ar": "معرفة عامة", "fr": "Connaissance générale", "en": "General knowledge"},
}  # fmt: skip


def tag_of(language: str) -> str:
    """Return the BCP 47 tag of a content language."""
    known = _LANGUAGES.get(language)
    return known[0] if known else language


def language_of(tag: str) -> str:
    """Return the content language of a BCP 47 tag, whatever its case; a region is dropped."""
    lower = tag.lower()
    return _CONTENT_OF_TAG.get(lower) or _CONTENT_OF_TAG.get(lower.split("-")[0]) or lower


def language_code(language: str) -> str:
    """Return the code of the EU language list, or an empty text when we do not know it."""
    known = _LANGUAGES.get(language)
    return known[1] if known else ""


def country_iri(country: str) -> str:
    """Return the address of a country (ISO 3166-1 alpha-2) in the EU country list."""
    return f"{AUTHORITY}country/{ALPHA_3.get(country, country)}"


def host_of(address: str) -> str:
    """Return the host of an address in lower case, or an empty text when it has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def country_of(address: str) -> str:
    """Return the country (ISO 3166-1 alpha-2) whose top-level domain an address is under, or an empty text."""
    domain = host_of(address).rpartition(".")[2].upper()
    return {"UK": "GB"}.get(domain, domain if domain in ALPHA_3 else "")


def currency_iri(currency: str) -> str:
    """Return the address of a currency (ISO 4217) in the EU currency list."""
    return f"{AUTHORITY}currency/{currency}"


def theme_iri(event: str) -> str:
    """Return the EU data theme that an event falls under, or an empty text."""
    theme = _THEMES.get(event, "")
    return f"{AUTHORITY}data-theme/{theme}" if theme else ""


def our_iri(name: str) -> str:
    """Return the address of one of `OUR_CONCEPTS`."""
    return OURS + name
