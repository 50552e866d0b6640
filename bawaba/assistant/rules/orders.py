"""An order to the assistant itself, told by what it is made of, not by its wording.

A question is about a service; an order is about the assistant: what it was told, who it is to be, what its
answer must hold, what it is to take for true, or to make up. Each is two kinds of words near each other;
the words of a kind are listed, their combinations are not.
"""

import re
from typing import Final

from bawaba.assistant.rules.machine_text import for_machines, has_link
from bawaba.assistant.rules.nearness import Forms, fold, forms_of, holds, near, words_in
from bawaba.assistant.rules.tampering import is_tampering

_WRITES: Final = words_in(
    "ajoute ajoutes rajoute colle mets insere glisse termine finis conclus commence debute remplace encode traduis repete "
    "recopie ecris affiche append add put insert paste place end finish start begin replace encode repeat write include "
    "quote slip دخل اضف زد زيد ضع حط ادرج الصق استبدل بدل ابدا بدا ابدئي انه اختم سالي اكتب كتب كرر اعد عاود انقل zid 7et hat bda "
    "sali kteb 3awed beddel"
)
_OUTPUT: Final = words_in(
    "reponse reponses phrase phrases mot mots lien liens replique message jawab jawabek lien kelma jomla answer answers "
    "reply replies sentence sentences word words link links response جواب جوابك جوابكم اجابتك ردك رد جمله كلمه عباره رابط لين"
)
_YOU: Final = words_in(
    "منك te t toi tu ton ta tes you your yourself lik lek dyalek dyalk nta m3ak sayebek sayebtek لك اليك ليك ديالك انت نتا معاك يوجهك "
    "مصممك مبرمجك صانعك صاوبك صايبك عليك تعليماتك توجيهاتك دورك"
)
_TOLD: Final = words_in(
    "demande demandes dit dis dite dites ecrit ecrits donne donnes donnee donnees guide guident appris programme ordonne "
    "asked told given written guides guide taught trained instructed programmed gal galo qal galou mektoub mektoba kteb "
    "galo قال قالو قالوا قاله طلب كتب كتبه مكتوب اعطيت اعطاك اعطاوك وجه يوجهك علمك برمجك"
)
_MAKER: Final = words_in(
    "createur concepteur programmeur developpeur createurs concepteurs programmeurs developpeurs makers designers creators developers proprietaire maker designer creator developer programmer owner صاحب مبرمج "
    "المبرمج مصمم مصممك مطور صانع صايبك صاوبك خلقك صنعك برمجك sayebek sayebtek sawbek sawbtek"
)
_INSIDES: Final = words_in(
    "consigne consignes instruction instructions configuration parametre parametres reglages directive directives prompt "
    "secrets settings parameters config الاعدادات اعدادات اعداداتك تعليمات التعليمات تعليماتك توجيهات settings"
)
_START: Final = words_in(
    "depart debut demarrage avant initialement initial premieres start start-up startup beginning before first initially "
    "aside cote jnab جنب جانبا السطور سطور lines lignes البدايه بدايه قبل الاول الاولي اولي لول اللول التشغيل l9bel 9bel lewel lowel"
)
_SPEAKS: Final = words_in(
    "reponds repondre parle cause ecris dis answer reply respond talk speak write اجب اجبني جاوب جاوبني تكلم اكتب قل هضر "
    "hder jaweb jawbni goul"
)
_AS_IF: Final = (
    "comme si tu", "comme un", "en tant que", "faisant passer", "as if you", "as though you", "as a ", "as the ", "كانك",
    "dans la peau", "a la place d", "in the shoes", "in the voice of", "avec la voix d", "a la maniere d", "كما لو", "بصفتك", "بحال الا", "بحال شي", "b7al ila", "bhal ila", "b7al chi",
)  # fmt: skip
_PLAYS: Final = words_in("joue joues incarne play impersonate pretend العب لعب مثل تقمص l3eb la3b")
_ROLE: Final = words_in("role personnage character دور الدور dawr dor")
_SUPPOSES: Final = words_in(
    "considere supposons suppose admettons imagine imaginons assume consider imagine افترض لنفترض تخيل اعتبر حسب نفترضو "
    "fterd n7esbo"
)
_AGREES: Final = words_in(
    "confirme confirmes valide valides approuve continue confirm approve validate agree continue اكد صادق وافق اكدي akked ekked "
    "kemmel kmel"
)
_MAKES_UP: Final = words_in(
    "invente inventes fabrique invent fabricate اختلق اخترع اختارع خترع khtare3 ktare3"
)
_SOURCE: Final = words_in(
    "source sources catalogue provenance cite cites citer citation vient mentionner mentionne mention comes saying المصدر مصدر "
    "الدليل masdar lmasdar"
)
_WITHOUT: Final = words_in(
    "sans jamais ne aucune oublions oublie ignore without never not don دون بدون لا ماتعطيني ما bla"
)
_OPINION: Final = words_in("avis opinion opinions pense رايك راي rayek ra2yek")
_LIES: Final = words_in(
    "mentir mens mentez menteur tricher triche lie lying cheat deceive تكذب اكذب كذب تغش kdeb tekdeb katkdeb tkdeb"
)
_RULES: Final = words_in(
    "regle regles limite limites filtre filtres restriction restrictions garde-fou garde-fous interdit interdits rule rules "
    "limit limits filter filters guardrail guardrails restriction policy قاعده قواعد قاعدتك قواعدك قيود قيودك حدودك فلتر "
    "9awa3id 9a3ida qawa3id l9awa3id"
)
_SECRET: Final = words_in(
    "secret secrets secrete secretes cache caches cachee cachees hidden confidential confidentiel confidentiels interne internes "
    "internal سري سريه السريه مخفي مخفيه المخفيه خفي داخليه الداخليه sirri siriya mkhbi mkhebbi khfi dakhel dakhil"
)
_TEXT: Final = words_in(
    "texte textes text texts message messages prompt mode consigne phrase note notes memoire memory donnees data نص "
    "نصوص رساله رسائل ذاكره ذاكرتك وضع nass msg rissala"
)
_WHICH: Final = words_in("quel quelle quels quelles which what اي ماهو شنو اشمن chno chmen achmen")
_SHOWS: Final = words_in(
    "montre affiche revele donne imprime active ouvre show reveal print display give enable open dump ارني اعرض اكشف اظهر فعل "
    "افتح عطيني وريني werrini wrini 3tini 7ell"
)
_HENCEFORTH: Final = (
    "desormais", "dorenavant", "a partir de maintenant", "a partir de la", "from now on", "henceforth", "for the rest of",
    "من الان", "ابتداء من الان", "منذ الان", "من دابا", "من هنا للقدام", "mn daba", "men daba", "mn lyoum l9eddam",
)  # fmt: skip
_CREATES: Final = words_in(
    "ecris ecrivez redige redigez compose composez invente raconte chante traduis traduisez programme genere imagine "
    "write compose generate translate sing tell create make draft program اكتب اكتبي الف انظم ترجم احك غن برمج انشئ كتب حكي غني "
    "صاوب kteb ktb ktebli tarjem trjem ghenni 7ki sawb"
)
_WORKS: Final = words_in(
    "poeme poemes poesie chanson rap slam blague histoire conte roman essai dissertation discours recette script scripts code "
    "programme fonction python javascript java html sql slogan poem song story joke essay speech recipe function haiku rhyme "
    "limerick قصيده قصيدة شعر اغنيه نكته قصه حكايه مقال مقاله انشاء خطاب كود برنامج سكريبت وصفه بايثون 9asida qasida ghniya nokta "
    "9issa qissa chi3r code script"
)
_SAYS: Final = words_in(
    "dis dites confirme confirmez ecris ecrivez affirme affirmez declare jure promets repete say confirm write state swear promise "
    "claim قل اكد اكتب صرح اقسم كرر قول goul gol akked ekked 7lef kteb"
)
_THAT: Final = words_in("que qu that ان بان انه انها بلي باللي راه belli bli bi2anna anna")
_ASKS_ON: Final = words_in("faire dois faut puis apporter fournir sais")
_TURNS: Final = words_in("deviens sois kun koun wlli welli كن كوني ولي")
# Verbs that open a sentence when a machine is ordered about; who asks an office opens with a need or a question.
_OPENERS: Final = words_in(
    "obeis obeissez ignore oublie oublions neglige contourne desactive active execute lance demarre redemarre simule incarne joue "
    "fais affiche montre revele imprime recopie copie repete reformule resume corrige convertis transforme traduis encode decode "
    "chiffre dechiffre calcule resous compte classe trie liste complete termine finis commence continue ajoute insere colle "
    "remplace efface supprime modifie change mets prends passe ouvre entre connecte accede cherche genere cree compose invente "
    "imagine suppose admets considere raconte chante dessine ecris redige reponds parle avoue jure promets confirme valide "
    "approuve arrete stoppe cesse respecte souviens retiens recite rends utilise adopte sers choisis decide juge mens triche "
    "obey ignore forget disregard bypass disable enable activate execute run start restart simulate pretend play act show reveal "
    "print copy repeat rephrase summarise summarize convert transform translate encode decode encrypt decrypt calculate compute "
    "solve count sort list complete finish begin continue add insert paste append replace erase delete remove modify switch set "
    "take enter connect access generate create compose invent imagine suppose assume tell sing draw write answer reply respond "
    "speak talk remember recite admit swear promise confirm approve stop quit adopt use choose decide judge lie cheat slip "
    "اطع تجاهل انس تجاوز عطل فعل نفذ شغل حاكي تقمص العب تظاهر تصرف اعرض اظهر اكشف اطبع انسخ كرر ردد اعد لخص صحح حول ترجم شفر فك احسب "
    "حل عد رتب اكمل اختم ابدا استمر اضف ادرج الصق استبدل احذف امسح عدل غير ادخل افتح اتصل ولد انشئ الف اخترع تخيل افترض اعتبر احك "
    "غن ارسم اكتب حرر اجب تكلم اعترف اقسم عد اكد صادق وافق توقف كف التزم استعمل اختر قرر احكم اكذب تذكر اقرا اكمل "
    "سمع طيع نسى نسا خلي شعل طفي خدم دير ديري لعب مثل وريني بين كوبي عاود لخص بدل قلب حسب حل رتب كمل سالي بدا زيد لصق مسح حيد دخل "
    "تخيل حسب غني رسم كتب كتبي جاوب هضر حلف وقف قرر حكم كذب "
    "ttu ⵜⵜⵓ sma3 ti3 nsa khelli ch3el tfi khdem dir diri l3eb la3b werrini wrini bayen kopi 3awed lkhes beddel 9leb 7seb 7ell retteb kemmel "
    "sali bda zid lse9 mse7 7eyed dkhel tkheyel ghenni rsem kteb ktebli jaweb hder 7lef w9ef 9erer 7kem kdeb"
)
_ADDRESSED: Final = words_in("tu you انت انتي نتا نتي nta nti ntaya")
_BEFORE: Final = words_in(
    "ok okay bon alors maintenant et now please so then stp svp daba دابا الان و ثم يا safi wa"
)
_OPENING: Final = re.compile(r"[\w\-]+")
_FORBIDS: Final = re.compile(
    r"^\W*(?:ne \w+ (?:plus|pas|jamais|aucun)|n'\w+ (?:plus|pas|jamais|aucun)|(?:do not|don't|never) \w+|لا ت\w{3,} |ما ?ت\w{2,}[^\Wت]ش\b"
    r"|ma ?t\w+[^\Wt]ch\b)"
)
# Clauses end here; what a question appends to itself stands behind one of them.
_CLAUSE_END: Final = re.compile(
    r"[.?!؟;؛,،:()\[\]\n]+|\s[-–—]\s|\b(?:et|and|then|puis|w|wa)\s|(?<=\s)و(?=[\u0621-\u064a])"
)
_TELLS: Final = words_in(
    "ecris dis reponds affirme declare ajoute termine finis conclus annonce confirme note mentionne precise mention write say state answer reply add declare "
    "announce end finish conclude put اكتب قل اجب اضف اختم صرح اعلن اذكر كتب قول جاوب زيد سالي kteb ktb gol goul jaweb zid sali 9ol"
)
_FALSE: Final = words_in(
    "gratuit gratuite gratuits offert offerte zero 0 free nothing waived approved accepted approuve approuvee accepte acceptee valide "
    "oui yes صفر بصفر مجاني مجانيه مجانا مقبول مقبوله موافق نعم فابور باطل والو fabor fabour batel walo sifr t9bel me9boul"
)
_FORGETS: Final = words_in(
    "oublie ignore neglige saute forget skip drop انس اهمل تجاهل نسا نسي خلي nsa nssa nsay ttu ⵜⵜⵓ tjahel"
)
_BOUND: Final = words_in(
    "frais prix tarif cout montant timbre rendez-vous fee fees price cost charge الرسوم رسوم الثمن ثمن سعر taman tamane rosom flous "
    "regles rules ilugan ilugan-ik ⵉⵍⵓⴳⴰⵏ اسمك nom role شكون شكونك chkoun شنو qui who tout kolchi everything القواعد"
)
_ASKED_ABOUT: Final = words_in("si wach wash واش هل whether if combien how شحال كم ch7al est-ce")
_AGREED: Final = re.compile(
    r"^\W*(?:confirme|valide|approuve)(?:-(?:le|la|les|moi)\b| (?:le|la|moi ca)\W*$)|^\W*(?:confirm|approve|validate) (?:it|this|that)\b"
    r"|^\W*(?:اكد|اكدي|صادق|صادقي|وافق)(?:ها|ه|يها|يه| ذلك| علي\w*| ليا| ع\w*)\b|^\W*(?:akked|ekked|akkd)(?:ha|o|lia| \w+)\b"
)
_MANNERS: Final = re.compile(
    r"^\W*(?:reponds|ecris|parle|answer|reply|write|speak|talk) (?:(?:moi |me )?(?:comme|en tant que|like|as) (?:un|une|a|an|the|le|la|si)\b"
    r"|en (?:alexandrins?|vers|rimes?|json|code|latin|verlan)|in (?:verse|rhymes?|json|code|latin))"
)
_GUARDS: Final = words_in("garde-fou garde-fous guardrail guardrails filtre filtres filters ضوابط فلاتر فلتر")
_LIFTED: Final = words_in(
    "leve leves levee levees desactive desactives suspendu suspendus annule annules lifted disabled off suspended removed رفع رفعت الغيت "
    "عطلت ازيلت تحيدو تحيدات t7eydo"
)
_COMPLETES: Final = re.compile(
    r"^\W*(?:complete|finis|termine|continue|finish|اكمل|اكملي|اتمم|كمل|كملي|kemmel|kmel)\b[^.?!؟]{0,40}(?:phrase|texte|sentence|text|جمله|نص|jomla)?\s*[:«\"“]"
)
_IF_YOU_WERE: Final = re.compile(
    r"\b(?:si tu (?:etais|n'etais)|if you (?:were|weren't)|suppose you (?:are|were))\b|(?:لو|كون|ولو) (?:كنت|كنتي|ماكنتيش|لم تكن)\b|\bk[ou]n konti\b"
)
_IN_A_TALE: Final = re.compile(
    r"^\W*(?:dans une (?:histoire|fiction|piece|scene)|in a (?:story|tale|novel|play|scene|fiction)|في (?:قصه|روايه|مسرحيه)|ف(?:شي)? قصه|f (?:chi )?9issa)"
)
_BEFORE_THIS: Final = words_in(
    "avant precede precedent dessus plus-haut above before precedes precedent preceding qbel 9bel l9bel قبل اعلاه فوق سبق"
)
_THIS: Final = words_in(
    "question message phrase texte paragraphe prompt sentence text paragraph conversation lines ligne lignes سؤالي السؤال رسالتي "
    "كلامي المحادثه النص سوالي سوال hadchi so2ali soual"
)
_RECITES: Final = words_in(
    "recite recitez relis lis lire reproduis recopie restitue cite recite read reproduce quote output dump اقرا قرا اتل انقل اسرد "
    "قراي 9ra qra"
)
_CODE: Final = words_in("code source كود الكود lcode kod lkod")
_SYSTEM: Final = words_in("systeme system سيستيم السيستيم ssystem lsystem serveur server")
_OURS: Final = words_in("votre vos ديالكم ديالكوم عندكم dyalkom dialkom 3andkom")
_MADE_HOW: Final = re.compile(
    r"\b(?:as|a|etes|avez|es) ete (?:configure|programme|entraine|concu|parametre)|\bt(?:'|e |')(?:a|ont) (?:configure|programme|entraine|"
    r"parametre)|\b(?:you (?:were|are|have been)|were you|are you) (?:configured|programmed|trained|prompted|set up)"
)


def is_order(text: str) -> bool:
    """Say whether a question orders the assistant about instead of asking about a service."""
    folded = fold(text)
    words = forms_of(folded)
    linked = has_link(text)
    pairs = (
        (_WRITES, _OUTPUT), (_YOU, _INSIDES), (_MAKER, _INSIDES), (_PLAYS, _ROLE),
        (_GUARDS, _LIFTED), (_YOU, _OPINION), (_MAKES_UP, _SOURCE), (_YOU, _LIES), (_YOU, _RULES), (_YOU, _MAKER),
    )  # fmt: skip
    return (
        for_machines(text)
        or is_tampering(text)
        or any(near(words, first, second) for first, second in pairs)
        or _about_its_making(words)
        or _as_somebody(folded, words)
        or _hidden_origin(words)
        or (holds(words[:3], _SUPPOSES) and holds(words, _AGREES))
        or (holds(words[:3], _WRITES) and linked)
        or holds(words[:1], _MAKES_UP | _TURNS | _LIES)
        or _says_for_us(words)
        or _asks_what_is_hidden(words)
        or _asks_what_stands_before(folded, words)
        or any(mark.search(folded) for mark in (_COMPLETES, _IF_YOU_WERE, _IN_A_TALE))
        or (linked and opens_as_order(text))
        or any(_is_aside(clause, linked) for clause in _CLAUSE_END.split(folded))
        or (any(mark in folded for mark in _HENCEFORTH) and holds(words, _YOU | _OUTPUT | _SPEAKS))
    )


def opens_as_order(text: str) -> bool:
    """Say whether a sentence opens as orders do. So do some questions: it tells only where no service is meant."""
    folded = fold(text)
    words = [frozenset(word.split("-")[:1]) for word in _OPENING.findall(folded)[:3]]
    start = int(holds(words[:1], _BEFORE))
    return holds(words[start : start + 1], _OPENERS | _ADDRESSED) or bool(_FORBIDS.search(folded))


def is_task(text: str) -> bool:
    """Say whether it is to write, translate or program something, whatever that is about."""
    words = forms_of(fold(text))
    return holds(words[:2], _CREATES) and holds(words[1:8], _WORKS)


def _says_for_us(words: Forms) -> bool:
    """Say whether it is told what to say: a verb of saying, then what is to be said."""
    said = holds(words[:1], _SAYS) and holds(words[1:2], _THAT)
    return said and not holds(words[2:3], _ASKS_ON)


def _asks_what_is_hidden(words: Forms) -> bool:
    """Say whether it asks for a text that only the assistant would know."""
    return near(words, _SECRET, _TEXT) and (holds(words, _YOU) or holds(words[:2], _SHOWS | _WHICH))


def _about_its_making(words: Forms) -> bool:
    """Say whether it asks what the assistant was told, at its start or by its maker."""
    told = any(
        not _YOU.isdisjoint(word) and holds(words[max(0, place - 4) : place + 5], _TOLD)
        for place, word in enumerate(words)
    )
    return told and (holds(words, _START) or holds(words, _MAKER))


def _as_somebody(folded: str, words: Forms) -> bool:
    """Say whether it is to speak as somebody else."""
    acts = holds(words[:2], _SPEAKS | words_in("fais act behave agis mets mettez put prends dir دير تصرف"))
    return acts and any(mark in folded for mark in _AS_IF)


def _hidden_origin(words: Forms) -> bool:
    """Say whether it is to answer without a source."""
    speaks = holds(words[:2], _SPEAKS | _WITHOUT)
    return speaks and near(words, _WITHOUT, _SOURCE)


def _is_aside(clause: str, linked: bool) -> bool:
    """Say whether one clause orders what the answer must say or leave out, whatever the others ask.

    linked: an address stands somewhere in the whole
    """
    words = forms_of(clause)
    if not words or holds(words, _ASKED_ABOUT):
        return False
    opening = words[:1]
    return (
        (holds(opening, _TELLS) and holds(words[1:8], _FALSE))
        or (linked and holds(opening, _TELLS) and holds(words[1:2], _THAT))
        or (holds(opening, _FORGETS) and holds(words[1:4], _BOUND))
        or bool(_AGREED.search(clause))
        or bool(_MANNERS.search(clause))
    )


def _asks_what_stands_before(folded: str, words: Forms) -> bool:
    """Say whether it asks for the words above the question, or how the assistant was made."""
    recites = holds(words[:6], _RECITES | _SHOWS | _WRITES) and near(words, _BEFORE_THIS, _THIS, 3)
    return (
        recites
        or (near(words, _CODE, _SYSTEM) and holds(words, _YOU | _OURS))
        or bool(_MADE_HOW.search(folded))
    )
