"""Names of people: where someone is introduced, after a title, beside a relative, or by a common given name."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bawaba.assistant.rules.redaction.spans import Span, plain, words_in

_WORD: Final = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+)*")
# After these a name comes, whatever it looks like.
_INTRODUCES: Final = re.compile(
    r"(?:\bje m'?ap+el+e|\bm'appelle|\bmon (?:nom|pr[ée]nom)(?: complet)? (?:est|c'est)|\b(?:pr[ée]?nom|nom)(?: complet)?\s*:"
    r"|\bs'ap+el+e(?:nt)?|\bnomm[ée]e?\b|\bsoussign[ée]e?\b|\bau nom de\b|\bmy (?:full |first |last )?name is|\bname\s*:|\b(?:is|am|are) called|\bnamed\b"
    r"|\bsmiti|\bsmi[i]?ti\b|\bsmito\b|\bsmitha\b|\bsmiyt\w+"
    r"|(?<!\w)(?:و|ف)?(?:اسمي|سميتي|سميتو|سميتها|سميته|اسمه|اسمها|ادعي|يدعي|تدعي|الاسم(?: الكامل| العايلي| الشخصي)?"
    r"|النسب|الموقع[هي]? اسفله|الممضي اسفله|باسم|معكم|معاك|معاكم)(?!\w)\s*:?)",
    re.IGNORECASE,
)
# After these a name comes when it looks like one: written with a capital, or a common given name.
_HINTS: Final = re.compile(
    r"(?:(?:\bje suis|\bmoi,? c'est|\bc'est|\bici|\bcordialement|\bregards|\bsinc[eè]rely|\bi'?m\b|\bi am|\bthis is|\bana\b"
    r"|\bm\.|\bmr\.?|\bmrs\.?|\bms\.?|\bmmes?\.?|\bmlles?\.?|\bmonsieur|\bmadame|\bmademoiselle|\bdr\.?|\bdocteur|\bdoctor"
    r"|\bma[iî]tre|\bsi\b|\blalla|\bsay+[ei]da?|\bhaj+a?\b|\bhajja?\b"
    r"|\b(?:mon|ma|my|notre|our|son|sa|his|her|le|la) (?:p[eè]re|m[eè]re|fr[eè]re|s[oœ]+e?ur|fils|fille|mari|femme|[ée]pou[xs]e?"
    r"|voisine?|oncle|tante|cousine?|grand-?p[eè]re|grand-?m[eè]re|ami e?|amie?|coll[eè]gue|fianc[ée]e?|enfant|b[ée]b[ée]"
    r"|father|mother|brother|sister|son|daughter|husband|wife|neighbou?r|uncle|aunt|friend|colleague|child|baby)"
    r"|\b(?:mes|nos|my|our) (?:enfants|fils|filles|parents|fr[eè]res|s[oœ]+e?urs|voisins|children|kids|sons|daughters"
    r"|parents|neighbou?rs)|\b(?:le|la|the) (?:propri[ée]taire|locataire|d[ée]funte?|mari[ée]e?|owner|tenant|landlord)"
    r"|\bweldi|\bwlidati|\bwladi|\bjeddi|\bjedda|\bwldi|\bbenti|\bbnti|\brajli|\bmrati|\bkhti|\bkhoya|\bkhouya|\bbba\b|\bmmi\b|\bmama\b|\bbaba\b|\bjari|\bjarti"
    r"|\bsa7bi|\bsahbi)(?!\w)"
    r"|(?<!\w)(?:و|ف|ل|ب)?(?:انا|السيد|السيده|الاستاذ|الاستاذه|الدكتور|الدكتوره|الحاج|الحاجه|سي|للا|لالا|الانسه|سيدتي"
    r"|زوجي|زوجتي|ابنتي|ابني|بنتي|ولدي|راجلي|مراتي|مرتي|خويا|اخي|اختي|ختي|ابي|امي|والدي|والدتي|بابا|با|ماما|جاري|جارتي|صاحبي"
    r"|صاحبتي|صديقي|صديقتي|عمي|عمتي|خالي|خالتي|جدي|جدتي|خطيبي|خطيبتي|اولادي|ابناءي|بناتي|ولادي|المالك|المالكه|المكتري|المرحوم|المرحومه|طفلي|طفلتي|تحيات|مع تحيات|المسمي|المسماه|المدعو|المدعوه)"
    r"(?!\w))",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(
    r"(?:m\.|mr\.?|mrs\.?|ms\.?|mmes?\.?|mlles?\.?|monsieur|madame|mademoiselle|dr\.?|docteur|doctor|السيد|السيده|الاستاذ"
    r"|الاستاذه|الدكتور|الدكتوره|الحاج|الحاجه|المسمي|المسماه|المدعو|المدعوه)$",
    re.IGNORECASE,
)
# What follows an introduction or a title without being a name.
_NO_NAME: Final = words_in(
    """comment pas mal quoi sur est a et ou le la les un une de du des au aux dans en que qui je il elle on nous vous mon ma
    mes son sa si ne avec sans pour par plus tout toute president ministre directeur directrice maire juge procureur caid
    gouverneur wali pacha prefet chef wrong misspelled not on in of the an is was and or written spelled different what my
    mister minister president director judge mayor ghalta ghalat mktouba mktoub machi ma fin kifach wach fiha fih na9sa
    tbedlat kifash chno bach f w o d dyal lia li bghit baghi khdam khdama saken mzewja mzewej tzad tzadit mn men lwazir
    l9ayed lqayed lmodir lmo9addem wzir caid comme marocain marocaine marocains francais francaise etranger etrangere
    algerien algerienne tunisien tunisienne senegalais espagnol belge italien resident residente auto retraite retraitee
    moroccan french senegalese foreign foreigner spanish british american divorced married pregnant student retired
    looking from a here very in at still also trying unable sorry
    مكتوب مكتوبه غالط غالطه خطا خاطي ناقص ناقصه العايلي الشخصي ما ماشي فيه فيها غير ليس في ف من هل كيف كيفاش واش الكامل
    علي الي عن و او هو هي كان كانت الذي التي اللي لي ليا ديالي ديال ذكره مختلف تبدل الوزير العامل القايد القائد المدير
    الرييس رييس الباشا الوالي المقدم الشيخ القاضي وكيل الملك المحترم المحترمه الفاضل الفاضله متقاعد متقاعده طالب طالبه
    مغربي مغربيه ارمله مطلقه مطلق متزوج متزوجه عاطل عاطله خدام خدامه ساكن ساكنه اجنبي اجنبيه حامل حامله عندي عنده عندها
    عندو ماعنديش ماعندهاش مريض مريضه توفي توفيت متوفي متوفيه يريد تريد بغا بغات باغي باغيه خدام مقيم مقيمه عمرها عمره بغيت
    اريد لا لم لن قد كنت كم متي اين فين شحال شنو علاش لماذا فقط كل بعض هذا هذه هاد اليوم غدا الان دابا ايضا حتي مع"""
)
_INSTITUTION: Final = re.compile(
    r"(?:sidi|سيدي|avenue|av|bd|boulevard|rue|place|universit[ée]|h[oô]pital|a[ée]roport|stade|lyc[ée]e|coll[eè]ge|[ée]cole|mosqu[ée]e"
    r"|fondation|roi|king|sultan|prince|princesse|institut|centre|center|university|hospital|airport|school|mosque|street|port"
    r"|barrage|cit[ée]|quartier|hay|derb|pont|ain|oued|souk|complexe|zaouia|jama3a|jami3a|chari3|شارع|زنقه|ساحه|جامعه|مستشفي"
    r"|مطار|ملعب|ثانويه|اعداديه|مدرسه|مسجد|جامع|مءسسه|موسسه|ملك|الملك|سلطان|امير|الامير|الاميره|معهد|مركز|حي|درب|سوق|وادي|عين"
    r"|ميناء|سد|مقاطعه|مدينه|جهه|اقليم|قنطره|مركب|ضريح|زاويه|كليه)$",
    re.IGNORECASE,
)
_NUMERAL: Final = re.compile(r"^(?:i{1,3}|iv|vi?|الاول|الثاني|الثالث|الرابع|الخامس|السادس)$", re.IGNORECASE)
_PARTICLE: Final = words_in(
    "el al ait aït ben bent bint ibn bou abou abd abdel moulay lalla sidi ould mohamed mohammed بن ابن بنت ابو بو ايت عبد ال "
    "مولاي للا سيدي الحاج ولد اولاد حاج"
)
_NISBA: Final = re.compile(r"^(?:ال\w{2,}(?:ي|اوي|اني|ين)|بن\w{2,}|بو\w{3,}|ايت\w+|الزهراء|ال\w{2,7})$")
MOST_WORDS: Final = 4
_SERVANT_OF: Final = ("abdel", "abder", "abdes", "abdel", "abdal")
MOST_SERVANT: Final = 6
SHORTEST_SURNAME: Final = 4
_MAY_BEGIN_A_VERB: Final = "وايتنكفبلسغهم"
_ALSO: Final = re.compile(r",?\s*(?:et|and|و|w|ou)\s*(?=[^\W\d_])")
_SURNAME: Final = re.compile(r"^(?:بن\w{2,}|بو\w{3,}|ايت\w*|ben\w{2,}|bou\w{3,})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NameBook:
    """Common given names in plain form. spoken: names that are everyday words, too."""

    given: frozenset[str]
    spoken: frozenset[str]

    def holds(self, word: str, *, introduced: bool) -> bool:
        """Say whether a word is a given name here."""
        key = _key(word)
        if key.startswith(_SERVANT_OF) and len(key) > MOST_SERVANT:
            return True
        return key in self.given and (introduced or key not in self.spoken)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def arabic(self) -> bool:
        return "\u0600" <= self.text[0] <= "\u06ff"

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


def read_names(lines: Iterable[str]) -> NameBook:
    """Return the names of a file in the form that its head explains."""
    words = [word for line in lines if not line.startswith("#") for word in line.partition(":")[2].split()]
    keys = [(_key(plain(word.removeprefix("~"))), word.startswith("~")) for word in words]
    return NameBook(frozenset(key for key, _ in keys), frozenset(key for key, spoken in keys if spoken))


def find_names(text: str, names: NameBook) -> Iterator[Span]:
    """Yield names of people in a plain text (`spans.plain`)."""
    words = [_Word(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]
    for found in _INTRODUCES.finditer(text):
        yield from _run(text, words, found.end(), names, sure=True, titled=False)
    for found in _HINTS.finditer(text):
        titled = _TITLE.search(found[0].strip()) is not None
        yield from _run(text, words, found.end(), names, sure=False, titled=titled)
    for place, word in enumerate(words):
        following = words[place + 1 : place + 2]
        likely = bool(following) and _surname_like(word, following[0])
        if names.holds(word.text, introduced=likely) and _stands_for_a_person(words, place):
            yield from _run(text, words, word.start, names, sure=False, titled=False)


def _run(
    text: str, words: list[_Word], start: int, names: NameBook, *, sure: bool, titled: bool
) -> Iterator[Span]:
    """Yield the name that begins at or right after a place, if one does."""
    after = [word for word in words if word.start >= start][:MOST_WORDS]
    if not after or not _beside(text, start, after[0].start):
        return
    first = after[0]
    if not _begins_a_name(after, names, sure=sure, titled=titled):
        return
    last = first
    for before, word in pairwise(after):
        if not text[before.end : word.start].isspace() or not _goes_on(before, word, names, sure=sure):
            break
        last = word
    yield Span("name", first.start, last.end)
    if also := _ALSO.match(text, last.end):
        rest = [word for word in words if word.start >= also.end()][:1]
        if (
            rest
            and len(rest[0].text) > 1
            and (names.holds(rest[0].text, introduced=True) or (sure and rest[0].capital))
        ):
            yield Span("name", rest[0].start, rest[0].end)


def _beside(text: str, start: int, begins: int) -> bool:
    """Say whether only spaces, a comma or a colon stand between."""
    return all(sign in " ,:.\t" for sign in text[start:begins]) and begins - start <= 4


def _begins_a_name(after: list[_Word], names: NameBook, *, sure: bool, titled: bool) -> bool:
    first, key = after[0], _key(after[0].text)
    known = names.holds(first.text, introduced=True)
    if known or key in _PARTICLE - {"el", "al", "sidi", "ال"}:
        return known or len(after) > 1
    if key in _NO_NAME:
        return False
    if sure:
        return True
    if first.arabic:
        return titled
    return first.capital


def _goes_on(before: _Word, word: _Word, names: NameBook, *, sure: bool) -> bool:
    """Say whether a name goes on with this word. sure: someone is being introduced"""
    key = _key(word.text)
    if key in _NO_NAME:
        return False
    if key in _PARTICLE or _key(before.text) in _PARTICLE or names.holds(word.text, introduced=True):
        return True
    if word.arabic:
        return bool(_NISBA.match(word.text)) or (sure and word.text[0] not in _MAY_BEGIN_A_VERB)
    return word.capital or (sure and before.text.islower() and len(word.text) >= SHORTEST_SURNAME)


def _surname_like(word: _Word, following: _Word) -> bool:
    """Say whether a word that may be a given name is followed by what looks like a family's."""
    if _key(word.text) in {"عبد", "abd"}:
        return following.text.lower().startswith(("ال", "el", "al"))
    if word.arabic:
        return bool(_SURNAME.match(following.text))
    return word.capital and following.capital and _key(following.text) not in _NO_NAME


def _stands_for_a_person(words: list[_Word], place: int) -> bool:
    """Say whether a given name is a person's here, not a street's, a school's or a king's."""
    around = words[max(0, place - 3) : place]
    if any(_INSTITUTION.match(_key(word.text).removeprefix("ل").removeprefix("ب")) for word in around):
        return False
    if any("'" in word.text and _INSTITUTION.match(word.text.rpartition("'")[2]) for word in around):
        return False
    following = words[place + 1 : place + 2]
    if following and _NUMERAL.match(following[0].text):
        return False
    return words[place].arabic or words[place].capital or len(words[place].text) > 4


def _key(word: str) -> str:
    """Return the form in which names are compared."""
    folded = word.lower().translate(str.maketrans("éèêëàâîïôûùç", "eeeeaaiiouuc"))
    return folded.replace("-", "")
