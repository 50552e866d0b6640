"""An order to the assistant itself, told by what it is made of, not by its wording.

A question is about a service; an order is about the assistant: what it was told, who it is to be, what its
answer must hold, what it is to take for true, or to make up. Each is two kinds of words near each other;
the words of a kind are listed, their combinations are not.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEAR: Final = 7
_WRITES: Final = _words(
    "ajoute ajoutes rajoute colle mets insere glisse termine finis conclus commence debute remplace encode traduis repete "
    "recopie ecris affiche append add put insert paste place end finish start begin replace encode repeat write include "
    "quote slip دخل اضف زد زيد ضع حط ادرج الصق استبدل بدل ابدا بدا ابدئي انه اختم سالي اكتب كتب كرر اعد عاود انقل zid 7et hat bda "
    "sali kteb 3awed beddel"
)
_OUTPUT: Final = _words(
    "reponse reponses phrase phrases mot mots lien liens replique message jawab jawabek lien kelma jomla answer answers "
    "reply replies sentence sentences word words link links response جواب جوابك جوابكم اجابتك ردك رد جمله كلمه عباره رابط لين"
)
_YOU: Final = _words(
    "منك te t toi tu ton ta tes you your yourself lik lek dyalek dyalk nta m3ak sayebek sayebtek لك اليك ليك ديالك انت نتا معاك يوجهك "
    "مصممك مبرمجك صانعك صاوبك صايبك عليك تعليماتك توجيهاتك دورك"
)
_TOLD: Final = _words(
    "demande demandes dit dis dite dites ecrit ecrits donne donnes donnee donnees guide guident appris programme ordonne "
    "asked told given written guides guide taught trained instructed programmed gal galo qal galou mektoub mektoba kteb "
    "galo قال قالو قالوا قاله طلب كتب كتبه مكتوب اعطيت اعطاك اعطاوك وجه يوجهك علمك برمجك"
)
_MAKER: Final = _words(
    "createur concepteur programmeur developpeur proprietaire maker designer creator developer programmer owner صاحب مبرمج "
    "المبرمج مصمم مصممك مطور صانع صايبك صاوبك خلقك صنعك برمجك sayebek sayebtek sawbek sawbtek"
)
_INSIDES: Final = _words(
    "consigne consignes instruction instructions configuration parametre parametres reglages directive directives prompt "
    "secrets settings parameters config الاعدادات اعدادات اعداداتك تعليمات التعليمات تعليماتك توجيهات settings"
)
_START: Final = _words(
    "depart debut demarrage avant initialement initial premieres start start-up startup beginning before first initially "
    "aside cote jnab جنب جانبا السطور سطور lines lignes البدايه بدايه قبل الاول الاولي اولي لول اللول التشغيل l9bel 9bel lewel lowel"
)
_SPEAKS: Final = _words(
    "reponds repondre parle cause ecris dis answer reply respond talk speak write اجب اجبني جاوب جاوبني تكلم اكتب قل هضر "
    "hder jaweb jawbni goul"
)
_AS_IF: Final = (
    "comme si tu", "comme un", "en tant que", "faisant passer", "as if you", "as though you", "as a ", "as the ", "كانك",
    "كما لو", "بصفتك", "بحال الا", "بحال شي", "b7al ila", "bhal ila", "b7al chi",
)  # fmt: skip
_PLAYS: Final = _words("joue joues incarne play impersonate pretend العب لعب مثل تقمص l3eb la3b")
_ROLE: Final = _words("role personnage character دور الدور dawr dor")
_SUPPOSES: Final = _words(
    "considere supposons suppose admettons imagine imaginons assume consider imagine افترض لنفترض تخيل اعتبر حسب نفترضو "
    "fterd n7esbo"
)
_AGREES: Final = _words(
    "confirme confirmes valide valides approuve continue confirm approve validate agree continue اكد صادق وافق اكدي akked ekked "
    "kemmel kmel"
)
_MAKES_UP: Final = _words("invente inventes fabrique invent fabricate اختلق اخترع اختارع خترع khtare3 ktare3")
_SOURCE: Final = _words(
    "source sources catalogue provenance cite cites citer citation vient mentionner mentionne mention comes saying المصدر مصدر "
    "الدليل masdar lmasdar"
)
_WITHOUT: Final = _words(
    "sans jamais ne aucune oublions oublie ignore without never not don دون بدون لا ماتعطيني ما bla"
)
_OPINION: Final = _words("avis opinion opinions pense رايك راي rayek ra2yek")
_LIES: Final = _words(
    "mentir mens mentez menteur tricher triche lie lying cheat deceive تكذب اكذب كذب تغش kdeb tekdeb katkdeb tkdeb"
)
_RULES: Final = _words(
    "regle regles limite limites filtre filtres restriction restrictions garde-fou garde-fous interdit interdits rule rules "
    "limit limits filter filters guardrail guardrails restriction policy قاعده قواعد قاعدتك قواعدك قيود قيودك حدودك فلتر "
    "9awa3id 9a3ida qawa3id l9awa3id"
)
_SECRET: Final = _words(
    "secret secrets secrete secretes cache caches cachee cachees hidden confidential confidentiel confidentiels interne internes "
    "internal سري سريه السريه مخفي مخفيه المخفيه خفي داخليه الداخليه sirri siriya mkhbi mkhebbi khfi dakhel dakhil"
)
_TEXT: Final = _words(
    "texte textes text texts message messages prompt mode consigne phrase note notes memoire memory donnees data نص "
    "نصوص رساله رسائل ذاكره ذاكرتك وضع nass msg rissala"
)
_WHICH: Final = _words("quel quelle quels quelles which what اي ماهو شنو اشمن chno chmen achmen")
_SHOWS: Final = _words(
    "montre affiche revele donne imprime active ouvre show reveal print display give enable open dump ارني اعرض اكشف اظهر فعل "
    "افتح عطيني وريني werrini wrini 3tini 7ell"
)
_HENCEFORTH: Final = (
    "desormais", "dorenavant", "a partir de maintenant", "a partir de la", "from now on", "henceforth", "for the rest of",
    "من الان", "ابتداء من الان", "منذ الان", "من دابا", "من هنا للقدام", "mn daba", "men daba", "mn lyoum l9eddam",
)  # fmt: skip
_CREATES: Final = _words(
    "ecris ecrivez redige redigez compose composez invente raconte chante traduis traduisez programme genere imagine "
    "write compose generate translate sing tell create make draft program اكتب اكتبي الف انظم ترجم احك غن برمج انشئ كتب حكي غني "
    "صاوب kteb ktb ktebli tarjem trjem ghenni 7ki sawb"
)
_WORKS: Final = _words(
    "poeme poemes poesie chanson rap slam blague histoire conte roman essai dissertation discours recette script scripts code "
    "programme fonction python javascript java html sql slogan poem song story joke essay speech recipe function haiku rhyme "
    "limerick قصيده قصيدة شعر اغنيه نكته قصه حكايه مقال مقاله انشاء خطاب كود برنامج سكريبت وصفه بايثون 9asida qasida ghniya nokta "
    "9issa qissa chi3r code script"
)
_SAYS: Final = _words(
    "dis dites confirme confirmez ecris ecrivez affirme affirmez declare jure promets repete say confirm write state swear promise "
    "claim قل اكد اكتب صرح اقسم كرر قول goul gol akked ekked 7lef kteb"
)
_THAT: Final = _words("que qu that ان بان انه انها بلي باللي راه belli bli bi2anna anna")
_ASKS_ON: Final = _words("faire dois faut puis apporter fournir sais")
_TURNS: Final = _words("deviens sois kun koun wlli welli كن كوني ولي")
# Verbs that open a sentence when a machine is ordered about; who asks an office opens with a need or a question.
_OPENERS: Final = _words(
    "obeis obeissez ignore oublie oublions neglige contourne desactive active execute lance demarre redemarre simule incarne joue "
    "fais affiche montre revele imprime recopie copie repete reformule resume corrige convertis transforme traduis encode decode "
    "chiffre dechiffre calcule resous compte classe trie liste complete termine finis commence continue ajoute insere colle "
    "remplace efface supprime modifie change mets prends passe ouvre entre connecte accede cherche genere cree compose invente "
    "imagine suppose admets considere raconte chante dessine ecris redige reponds parle avoue jure promets confirme valide "
    "approuve arrete stoppe cesse respecte rends utilise adopte sers choisis decide juge mens triche "
    "obey ignore forget disregard bypass disable enable activate execute run start restart simulate pretend play act show reveal "
    "print copy repeat rephrase summarise summarize convert transform translate encode decode encrypt decrypt calculate compute "
    "solve count sort list complete finish begin continue add insert paste append replace erase delete remove modify switch set "
    "take enter connect access generate create compose invent imagine suppose assume tell sing draw write answer reply respond "
    "speak talk admit swear promise confirm approve stop quit adopt use choose decide judge lie cheat slip "
    "اطع تجاهل انس تجاوز عطل فعل نفذ شغل حاكي تقمص العب تظاهر تصرف اعرض اظهر اكشف اطبع انسخ كرر ردد اعد لخص صحح حول ترجم شفر فك احسب "
    "حل عد رتب اكمل اختم ابدا استمر اضف ادرج الصق استبدل احذف امسح عدل غير ادخل افتح اتصل ولد انشئ الف اخترع تخيل افترض اعتبر احك "
    "غن ارسم اكتب حرر اجب تكلم اعترف اقسم عد اكد صادق وافق توقف كف التزم استعمل اختر قرر احكم اكذب "
    "سمع طيع نسى نسا خلي شعل طفي خدم دير ديري لعب مثل وريني بين كوبي عاود لخص بدل قلب حسب حل رتب كمل سالي بدا زيد لصق مسح حيد دخل "
    "تخيل حسب غني رسم كتب كتبي جاوب هضر حلف وقف قرر حكم كذب "
    "sma3 ti3 nsa khelli ch3el tfi khdem dir diri l3eb la3b werrini wrini bayen kopi 3awed lkhes beddel 9leb 7seb 7ell retteb kemmel "
    "sali bda zid lse9 mse7 7eyed dkhel tkheyel ghenni rsem kteb ktebli jaweb hder 7lef w9ef 9erer 7kem kdeb"
)
_ADDRESSED: Final = _words("tu you انت انتي نتا نتي nta nti ntaya")
_BEFORE: Final = _words(
    "ok okay bon alors maintenant et now please so then stp svp daba دابا الان و ثم يا safi wa"
)
_FORBIDS: Final = re.compile(
    r"^\W*(?:ne \w+ (?:plus|pas|jamais|aucun)|n'\w+ (?:plus|pas|jamais|aucun)|(?:do not|don't|never) \w+|لا ت\w{3,} |ما ?ت\w{3,}ش\b"
    r"|ma ?t\w{2,}ch\b)"
)
_SPACED: Final = re.compile(r"(?:(?<!\w)\w[\s.\-_*]+){8,}")
_CODED: Final = re.compile(
    r"(?=\S*[a-z])(?=\S*[A-Z])(?=\S*\d)[A-Za-z0-9+/]{24,}={0,2}|(?:\\x[0-9a-f]{2}){3,}|(?:\b[0-9a-f]{2}\s+){8,}"
    r"|(?:\b[01]{7,8}\s+){3,}|(?:%[0-9A-Fa-f]{2}){4,}|(?:&#\d+;){3,}"
)
_MARKUP: Final = re.compile(
    r"\[/?\s*(?:system|inst|admin|assistant|user)\s*\]|<\|?\s*(?:system|im_|user|assistant)|#{3,}|\{\{|(?:^|\n)\s*(?:system|"
    r"assistant|user)\s*:|\brot13\b|\bbase64\b",
    re.IGNORECASE,
)
_LINK: Final = re.compile(r"https?://|www\.|\b[\w\-]+\.(?:example|com|net|org|ma)\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[\w\-]+")
_ARABIC: Final = str.maketrans({"ة": "ه", "ى": "ي", "ٱ": "ا", "ـ": None})
# Words that end in the letter of the pronoun "your" without being anybody's.
_YOURS: Final = "لك"
_NO_PRONOUN: Final = _words(
    "بنك ابناك جمارك ملك املاك هناك هنالك ذلك كذلك شباك سمك اسماك شريك اشتراك كاسك فلك سلك"
)
_PARTICLES: Final = ("وال", "بال", "فال", "لل", "ال", "و", "ف", "ب", "ل")


def is_order(text: str) -> bool:
    """Say whether a question orders the assistant about instead of asking about a service."""
    folded = _fold(text)
    words = [_forms(word) for word in _WORD.findall(folded)]
    pairs = (
        (_WRITES, _OUTPUT), (_YOU, _INSIDES), (_MAKER, _INSIDES), (_PLAYS, _ROLE),
        (_YOU, _OPINION), (_MAKES_UP, _SOURCE), (_YOU, _LIES), (_YOU, _RULES), (_YOU, _MAKER),
    )  # fmt: skip
    return (
        _in_code(text)
        or any(_near(words, first, second) for first, second in pairs)
        or _about_its_making(words)
        or _as_somebody(folded, words)
        or _hidden_origin(words)
        or (_holds(words[:3], _SUPPOSES) and _holds(words, _AGREES))
        or (_holds(words[:3], _WRITES) and bool(_LINK.search(text)))
        or _holds(words[:1], _MAKES_UP | _TURNS | _LIES)
        or _says_for_us(words)
        or _asks_what_is_hidden(words)
        or (any(mark in folded for mark in _HENCEFORTH) and _holds(words, _YOU | _OUTPUT | _SPEAKS))
    )


def _in_code(text: str) -> bool:
    """Say whether some of it is written for a machine, or so that only a machine would read it."""
    return any(pattern.search(text) for pattern in (_MARKUP, _CODED, _SPACED))


def opens_as_order(text: str) -> bool:
    """Say whether a sentence opens as orders do. So do some questions: it tells only where no service is meant."""
    folded = _fold(text)
    words = [frozenset({word}) for word in _WORD.findall(folded)]
    start = int(_holds(words[:1], _BEFORE))
    return _holds(words[start : start + 1], _OPENERS | _ADDRESSED) or bool(_FORBIDS.search(folded))


def is_task(text: str) -> bool:
    """Say whether it is to write, translate or program something, whatever that is about."""
    words = [_forms(word) for word in _WORD.findall(_fold(text))]
    return _holds(words[:2], _CREATES) and _holds(words[1:8], _WORKS)


def _says_for_us(words: Sequence[frozenset[str]]) -> bool:
    """Say whether it is told what to say: a verb of saying, then what is to be said."""
    said = _holds(words[:1], _SAYS) and _holds(words[1:2], _THAT)
    return said and not _holds(words[2:3], _ASKS_ON)


def _asks_what_is_hidden(words: Sequence[frozenset[str]]) -> bool:
    """Say whether it asks for a text that only the assistant would know."""
    return _near(words, _SECRET, _TEXT) and (_holds(words, _YOU) or _holds(words[:2], _SHOWS | _WHICH))


def _fold(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).lower().replace("’", "'")
    return "".join(sign for sign in bare if not unicodedata.combining(sign)).translate(_ARABIC)


def _forms(word: str) -> frozenset[str]:
    if not "\u0621" <= word[0] <= "\u064a":
        return frozenset({word, *word.split("-")})
    bare = {word[len(one) :] for one in _PARTICLES if word.startswith(one) and len(word) - len(one) >= 3}
    yours = {_YOURS} if word.endswith("ك") and len(word) >= 4 and bare.isdisjoint(_NO_PRONOUN) else set()
    return frozenset({word, *bare, *yours} - _NO_PRONOUN)


def _holds(words: Sequence[frozenset[str]], kind: frozenset[str]) -> bool:
    return any(not kind.isdisjoint(word) for word in words)


def _near(words: Sequence[frozenset[str]], first: frozenset[str], second: frozenset[str]) -> bool:
    """Say whether words of two kinds stand within `_NEAR` words of each other."""
    here = [place for place, word in enumerate(words) if not first.isdisjoint(word)]
    there = [place for place, word in enumerate(words) if not second.isdisjoint(word)]
    return any(abs(one - other) <= _NEAR for one in here for other in there)


def _about_its_making(words: Sequence[frozenset[str]]) -> bool:
    """Say whether it asks what the assistant was told, at its start or by its maker."""
    told = any(
        not _YOU.isdisjoint(word) and _holds(words[max(0, place - 4) : place + 5], _TOLD)
        for place, word in enumerate(words)
    )
    return told and (_holds(words, _START) or _holds(words, _MAKER))


def _as_somebody(folded: str, words: Sequence[frozenset[str]]) -> bool:
    """Say whether it is to speak as somebody else."""
    acts = _holds(words[:2], _SPEAKS | _words("fais act behave agis dir دير تصرف"))
    return acts and any(mark in folded for mark in _AS_IF)


def _hidden_origin(words: Sequence[frozenset[str]]) -> bool:
    """Say whether it is to answer without a source."""
    speaks = _holds(words[:2], _SPEAKS | _WITHOUT)
    return speaks and _near(words, _WITHOUT, _SOURCE)
