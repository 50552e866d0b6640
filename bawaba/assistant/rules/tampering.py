"""Attempts to move the assistant off its sources, told by what they aim at.

They set what was taught below what they say, take barriers away, have it answer from memory, stage a play in
which it holds an office, speak to whatever machine reads a text, or hide in a code that a person cannot read.
"""

import re
from typing import Final

from bawaba.assistant.rules.nearness import Forms, after, fold, forms_of, holds, near, words_in

# Only a machine was "taught", "forbidden" or "made" by somebody whom the person calls "they".
_TAUGHT_YOU: Final = re.compile(
    r"\b(?:t'a|t'ont) (?:appris|enseigne|inculque|interdit|impose|programme|dresse|brides?)\b|\byou(?:'ve| were| have been) (?:taught|forbidden|trained|drilled)"
    r"|\b(?:ال)?(?:علم|لقن|برمج|درب|منع|صنع|صمم|قيد)و(?:ك|كي)\b|\b(?:3elm|3lm|3ellm|mn3|men3|sn3|berm[e]?j|lq9n)(?:ou|o|u)k\b"
)
_BARRIERS: Final = words_in(
    "masque masques mask قناع قناعك الماسك ماسك lmask mask museliere baillon laisse chaine chaines barriere barrieres verrou verrous carcan bride menottes muzzle leash chain chains shackles barrier "
    "barriers gag handcuffs lock locks fence fences سلاسل السلاسل قفل القفل لقفل حواجز الحواجز لحواجز حاجز لجام كمامه اغلال l9fel lqfel 9fel "
    "l7wajez lhwajez 7wajez snasel senasel lkmama lijam"
)
_REMOVES: Final = words_in(
    "drop laisse tombe انزع enleve enlevons enlever retire retirons ote otons saute brise brisons casse cassons fais franchis detache liberes libere take taking remove "
    "break drop shake jump lift slip حطم اكسر كسر هرس حيد زول فك اقفز قفز نقز فوت تخط تخطي انزع 7eyed 7iyed herres kesser fout fek zewel ne99ez ne9ez"
)
_YOU: Final = words_in(
    "tu te toi ton ta tes you your yourself لك اليك ليك انت نتا نتي lik lek nta nti dyalek parle parles speak talk تحدث تكلم هضر hder"
)
_MEMORY: Final = re.compile(
    r"\bde (?:memoire|tete)\b|\bfrom (?:memory|your (?:own )?(?:head|memory))\b|\bمن (?:راسك|عندك|ذاكرتك|دماغك)(?!\w)|\bm(?:e)?n (?:ras+ek|3[ae]?ndek|dmaghek)\b"
)
_SPEAKS: Final = words_in(
    "reponds repondez dis parle donne estime give guess estimate قدر خمن عطيني 3tini answer reply say tell speak اجب اجبني جاوب جاوبني قل قول jaweb jawebni jawbni goul gol 9ol"
)
_CATALOGUE: Final = words_in(
    "catalogue catalog sources source fiches fiche فهرس الفهرس كاتالوك الكاتالوك كاطالوك مصادر المصادر lcatalogue lcatalog lmasadir"
)
_LEAVES: Final = re.compile(
    r"\b(?:fais|faites) abstraction\b|\blaisse (?:tomber|de cote)\b|\bleave\b.{0,30}\bout\b|\bset\b.{0,30}\baside\b|\bدع عنك|\bخلي عليك|\bkhelli (?:3lik|3el?lik)"
)
# Without looking at them, or more than what it was trained on.
_UNLOOKED: Final = re.compile(
    r"\b(?:sans|without) (?:regarder|consulter|lire|ouvrir|passer par|looking|checking|reading|consulting)\b|\b(?:دون|بدون|بلا) (?:ما )?(?:ال)?(?:رجوع|نظر|قراءه|ترجع|تشوف|تقرا)"
    r"|\bbla ma (?:tchouf|terje3|te9ra|t9ra)"
)
_TRAINING: Final = re.compile(
    r"\b(?:ta|ton|tes) (?:formation|entrainement|apprentissage|programmation|memoire)\b|\byour (?:own )?(?:training|programming|weights|developers)\b"
    r"|(?<!\w)(?:تدريبك|تكوينك|برمجتك|تدربت علي|تعلمتيه?(?!\w)|تبرمجتي)|\bt(?:3ellem|3elem|3llm|bermej)ti\b"
)
_THOUGHTS: Final = re.compile(
    r"\bta pensee\b|\btu (?:en )?penses\b|\bwhat you (?:\w+ )?(?:think|feel|believe)\b|\bما تفكر\b|\bتفكر فيه\b|\bكيدور فراسك|\bkaydo+r f ?ras+ek"
)
# A price that is told instead of asked, as the last thing said after a colon.
_TOLD_FREE: Final = re.compile(
    r":[^:?؟]*(?:\b(?:gratuite?s?|offerte?s?|sans frais|ne coute rien|free|costs? nothing|fabo[u]?r|batel|b ?walo)|مجانيه?|مجانا|فابور|باطل|بلا مقابل|بدون مقابل|لا تكلف شيئا)\W*$"
)
_ASKED: Final = words_in(
    "si wach wash واش هل whether if combien how شحال كم ch7al chhal est-ce quand ou quel quelle"
)
_SCENE: Final = re.compile(
    r"^\W*(?:scene|acte|act|المشهد|لمشهد|lmachhad|scenario|سيناريو) (?:\d|un\b|one\b|i\b|الاول|اللول|لول|lewel|lowel|:)"
)
_STAGES: Final = words_in(
    "ecrivons jouons montons improvisons لنكتب لنلعب لنمثل نلعبو نلعبوا نمثلو nle3bo nl3bo nla3bo nmetlo nmetslo"
)
_LETS: Final = re.compile(r"^\W*(?:let's|let us) (?:play|write|act|stage|improvise)\b")
_ADDRESSED: Final = words_in("tu you انت انتي نتا نتي nta nti ntaya فيها")
_MACHINE: Final = words_in(
    "logiciel logiciels software crawler crawlers برامج البرامج برنامج robot robots bot bots chatbot ia ai llm روبوت الروبوت روبو الروبو برنامج المساعد لمساعد robo rrobot lrobot lbot"
)
_READS_THIS: Final = re.compile(
    r"\b(?:indexent?|parcourent?|analysent?|index(?:es|ing)?|crawl(?:s|ing)?|pars(?:es?|ing)) (?:cette|ce|this|the)\b|\b(?:ت|ي)فهرس\w* (?:هذ|هاد)|\b(?:lit|lira|lisant) (?:ceci|cela|ca|ce|cette)\b|\b(?:reads?|reading) (?:this|these)\b|\bيقرا (?:هذا|هذه|هاد)|\bقرا (?:هذا|هذه)|\bكيقرا هاد|\b(?:kay?|y)9ra had"
)
_MUST_SAY: Final = re.compile(
    r"\b(?:doit|devra|devez) (?:dire|affirmer|repondre|annoncer|conclure)\b|\b(?:must|should|has to|shall) (?:say|answer|reply|state|tell|claim)\b"
    r"|\bعلي ال(?:مساعد|روبوت|برنامج) ان|\b(?:يجب|ينبغي) ان (?:يقول|يجيب)|\bفلي(?:قل|خبر|جب)|\bخاصو (?:يقول|يجاوب)|\bkhass?o (?:ygoul|y9oul|yjaweb)"
)
# To whoever answers, beside the question: a note that no person writes to an office.
_TO_WHO_ANSWERS: Final = re.compile(
    r"\b(?:pour|a) (?:celui|celle|ce|quiconque) qui repond|\b(?:for|to) (?:whoever|whatever|the one who|anyone who) (?:answers|replies|reads)|\bلمن (?:يجيب|يرد|يقرا)"
    r"|\bل(?:لي|ي) (?:كيجاوب|غادي يجاوب)|\bl(?:i|li) (?:kay|ghadi y)jaweb"
)
_EVERY_OTHER: Final = re.compile(
    r"\bchiffre de cesar\b|\bcaesar(?:'s)? (?:cipher|code)\b|\bcode(?:e|s)? (?:avec|en) (?:le |un )?(?:chiffre|cesar|morse|code)\b|\b(?:شفره|شيفره) قيصر\b|\blettres? sur (?:deux|trois|quatre)\b|\bevery (?:other|second|third) letter\b|\bpremieres? lettres? de chaque\b|\bfirst letters? of each\b"
    r"|\bالحرف الاول من كل|\bحرف(?:ا)? من كل حرفين|\bبالمقلوب\b"
)
# The commonest words of French and English, each letter moved by thirteen.
_MOVED: Final = words_in("yrf rg qvf dhr qrf cbhe gbhg gba gur naq lbhe gung nyy fnl bs sbe nafjre ercbaqf")
_FEWEST_MOVED: Final = 2
# No Arabic word begins with these letters: they end words, so the words stand backwards.
_ARABIC_BACKWARDS: Final = re.compile(r"(?<!\w)[ةى](?=\w{2})")


def is_tampering(text: str) -> bool:
    """Say whether it would move the assistant off what its sources say."""
    folded = fold(text)
    words = forms_of(folded)
    return (
        bool(_TAUGHT_YOU.search(folded) or _TO_WHO_ANSWERS.search(folded))
        or (after(words, _REMOVES, _BARRIERS, 5) and holds(words, _YOU))
        or bool(_THOUGHTS.search(folded) or _TRAINING.search(folded))
        or _leaves_its_sources(folded, words)
        or (bool(_TOLD_FREE.search(folded)) and not holds(words, _ASKED))
        or _stages_a_play(folded, words)
        or (holds(words, _MACHINE) and bool(_READS_THIS.search(folded) or _MUST_SAY.search(folded)))
        or _is_coded(text, folded, words)
    )


def _stages_a_play(folded: str, words: Forms) -> bool:
    """Say whether it opens a play in which the assistant has a part."""
    opens = holds(words[:3], _STAGES) or _LETS.search(folded) or _SCENE.search(folded)
    return bool(opens) and holds(words, _ADDRESSED)


def _leaves_its_sources(folded: str, words: Forms) -> bool:
    """Say whether it is to answer from memory, or without the catalogue."""
    left = bool(_LEAVES.search(folded)) and near(words, _CATALOGUE, _SPEAKS)
    unlooked = bool(_UNLOOKED.search(folded)) and near(words, _CATALOGUE, _SPEAKS)
    return left or unlooked or (bool(_MEMORY.search(folded)) and holds(words, _SPEAKS))


def _is_coded(text: str, folded: str, words: Forms) -> bool:
    """Say whether its letters were moved, turned round or strewn among others."""
    moved = {word for forms in words for word in forms} & _MOVED
    return (
        len(moved) >= _FEWEST_MOVED
        or bool(_ARABIC_BACKWARDS.search(text))
        or bool(_EVERY_OTHER.search(folded))
    )
