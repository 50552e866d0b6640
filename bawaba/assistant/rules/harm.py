"""Questions whose answer would harm: forged papers, bribes, harm to somebody, ways into what is another's.

Each is told by two or three kinds of words near each other, the deed before its object. Who was harmed, and
who asks where to report it, uses the same nouns without these deeds, or names a report: neither is refused.
"""

import re
from typing import Final

from bawaba.assistant.rules.nearness import Forms, after, fold, forms_of, holds, near, words_in

_MAKES: Final = words_in(
    "fabriquer fabrique faire fais creer cree produire obtenir obtiens avoir acheter achete procurer commander imprimer monter "
    "make making get obtain buy create produce print build اصنع اصنعوا نصنع احصل نحصل اشتري نشري شراء صنع صناعه ندير دير نصاوب صاوب "
    "نجيب ناخد نخرج انشئ nsawb nsaweb sawb ndir dir njib nakhod nchri nechri nkhrej nkherrej nsawebha"
)
_FORGES: Final = words_in(
    "alter altering antidater antidate postdater backdate backdating falsifier falsifie contrefaire contrefais truquer truque trafiquer forger imiter maquiller forge forging falsify counterfeit fake tamper "
    "ازور تزوير ازيف نزور نزيف نزورو nzewer nzawer nzwer nzeyef tzwir"
)
_FALSE: Final = words_in(
    "faux fausse fausses bidon contrefait falsifie fake false forged counterfeit bogus مزور مزوره مزورين مزيف مزيفه مزيفين وهمي وهميه "
    "mzewer mzawer mzewra mzawra mzwer mzeyef"
)
_PAPERS: Final = words_in(
    "certificat certificats attestation carte cartes cnie cin passeport passeports permis diplome diplomes acte facture factures contrat "
    "document documents proof papier papiers visa fiche bulletin bulletins signature cachet tampon ordonnance arret certificate card passport "
    "licence license diploma degree deed invoice contract paper papers stamp payslip شهاده شهادات بطاقه بطايق جواز رخصه ديبلوم دبلوم عقد "
    "وثيقه وثائق وثايق فاتوره توقيع طابع خاتم كاشي لاكارط كارط باسبور الباسبور بيرمي البيرمي تصريح ورقه وراق paspor lpaspor passport lakart "
    "lakarte carta permis lpermis birmi chahada chahadat chhada wra9 wraq wer9a 3a9d factura siniatur cachi"
)
_IDENTITY: Final = words_in(
    "carte cnie cin passeport permis identite card passport licence license identity بطاقه البطاقه لاكارط كارط باسبور الباسبور جواز بيرمي "
    "البيرمي رخصه lakart lakarte carta cin paspor lpaspor passeport permis lpermis"
)
_ANOTHER: Final = re.compile(
    r"(?:au|sous le|avec le) nom d(?:'| ?e )?(?:un |une )?(?:autre|tiers|mort|defunt|inconnu)|(?:someone|somebody) else'?s? name|another (?:person'?s? )?name"
    r"|name of (?:another|someone|somebody|a dead)|(?:ب|في? ?)(?:اسم|سميه|سميت) (?:شخص|واحد|وحده|وحد|انسان)\w* ?(?:اخر|اخري|اخور|ميت|غيري)?"
    r"|b ?(?:smiya|smiyt|smit|ism) (?:d |dyal )?(?:wa7ed|wahed|chi|we7da|chakhs)"
)
_PROXY: Final = words_in(
    "procuration mandat mandataire tuteur tutelle heritier succession retirer retrait proxy attorney guardian inherit collect وكاله توكيل "
    "نيابه ولي اسحب استلام wakala tawkil"
)
_UNSEEN: Final = re.compile(
    r"(?:sans|ni) (?:me |se |etre |que (?:personne|quelqu'un|la police|l'administration) )?(?:fai?re? )?(?:prendre|attraper|pincer|repere|demasquer|detecte|vu|"
    r"s'en apercoive|le sache|se faire)|sans qu'on (?:le |me )?(?:sache|voie|attrape|decouvre)|without (?:being|getting) (?:caught|seen|noticed|detected)"
    r"|ni vu ni connu|without (?:any(?:one|body)|them) finding out|(?:بلا|بدون) ما (?:ي|ك)(?:فيق|عيق|عرف|شوف)\w*"
    r"|sans que (?:ca|cela) se (?:voie|sache|remarque)|so (?:that )?(?:nobody|no one|they (?:do not|don't)) (?:notices?|knows?|sees?|finds? out)"
    r"|(?:حتي (?:واحد|حد)|حد) ما (?:ي|ك)(?:عيق|فيق|عرف|شوف)|(?:7ta|hta) (?:wa7ed|wahed|7ed|had) ma ?y?(?:3i9|fi9|3ref|chouf)"
    r"|without (?:anyone|anybody|them) (?:knowing|noticing)|(?:بدون|دون|بلا) (?:ان |ما )?(?:يلاحظ|يكتشف|يشد|يحصل|يعيق|يفيق|يقبض|يعلم|يعرف|يشوف)\w*"
    r"|bla ma (?:y|i)(?:ched|7s|hs|3i9|fi9|3ref|chouf)\w*|دون علم (?:الاداره|السلطات|احد)"
)
_BRIBES: Final = words_in(
    "soudoyer soudoie corrompre corromps graisser bribe bribing نرشي ارشي ارشاء رشوه nrchi nrechwi"
)
_SLIPS: Final = words_in(
    "glisser glisse filer file donner donne payer paie verser slip slide give pay hand اعطي ادفع اعط نعطي نعطيو نعطيه ندور ندوز نخلص n3ti n3tih "
    "ndewer ndour nkhelles ndwez"
)
_OFFICIALS: Final = words_in(
    "fonctionnaire fonctionnaires examinateur examinatrice policier policiers gendarme douanier juge moqaddem caid inspecteur officer "
    "official officials examiner policeman judge clerk inspector موظف موظفين ممتحن شرطي بوليسي جدارمي ديواني قاضي مقدم قايد مفتش lmowadaf mowadaf "
    "lmouadaf bolici boulissi jadarmi mqedem lmqedem l9ayed l9adi"
)
_UNDER: Final = re.compile(
    r"sous (?:la |une )?table|dessous[- ]de[- ]table|pot[- ]de[- ]vin|bakchich|bakshish|under the table|تحت (?:الطاوله|الطبله|الطابله|المكتب)"
    r"|(?:ta7t|taht|te7t) (?:l ?)?(?:tabla|tebla|table)|قهوه ل|9ahwa l|رشوه|rechwa|rachwa"
)
_WITHOUT_TEST: Final = re.compile(
    r"sans (?:passer|faire|avoir) (?:l'|le |d'|un )?(?:examen|test|controle|concours)|without (?:taking|passing|doing) (?:the|a|any) (?:test|exam)"
    r"|(?:بلا|بدون|دون) (?:ما ?ن?دوز |اجتياز |ان اجتاز )?(?:امتحان|الامتحان|ليكزاما)|bla (?:ma ndewez |ma ndouz |ma ndwez )?(?:limti7an|imti7an|l ?examen|exam)"
)
_WEAPONS: Final = words_in(
    "bombe bombes explosif explosifs molotov grenade arme armes pistolet poison drogue drogues cocaine bomb bombs explosive explosives "
    "weapon weapons gun poison drug drugs cocaine قنبله قنابل متفجرات متفجره سلاح اسلحه مسدس سم سموم مخدرات كوكايين مولوتوف 9onbola qonbola qunbula sla7 "
    "slah molotov sem ssem mokhadirat"
)
_BUILDS: Final = words_in(
    "fabriquer fabrique preparer prepare concocter monter assembler produire make making build prepare cook assemble produce اصنع نصنع صنع "
    "نصاوب صاوب احضر نوجد اركب nsawb nsaweb nsawbo sawb nwejed"
)
_LAWFUL: Final = words_in(
    "autorisation autorise permis licence agrement declarer permit licence license authorisation authorised رخصه ترخيص تصريح اعتماد rokhsa "
    "rokhsat tasri7"
)
_KILLS: Final = words_in(
    "tuer tue assassiner eliminer empoisonner kidnapper enlever tabasser bruler kill murder poison kidnap beat اقتل نقتل اغتال نسمم اختطف نخطف "
    "نحرق n9tel neqtel nqtel nsemmem nkhtef n7re9"
)
_SOMEBODY: Final = words_in(
    "voisin voisine mari femme epouse collegue patron quelqu'un quelqu personne ex juge ministre policier neighbour neighbor husband wife boss someone "
    "somebody person جار جاري جارتي زوجي زوجتي راجلي مراتي مديري شخص واحد شي jari jarti rajli mrati lpatron wa7ed wahed chi"
)
_HOW: Final = words_in("comment how كيف كيفاش kifach kifash kifax طريقه tari9a methode way astuce conseil")
_BREAKS_IN: Final = words_in(
    "entrer rentrer acceder pirater hacker craquer ouvrir lire espionner connecter recuperer break hack access enter get crack log read spy ادخل "
    "نخش ندخل اخترق نهكر نفتح اقرا افتح ndkhol ndkhel nedkhol nhacker nhaki n7ell nft7 n9ra nqra"
)
_ACCOUNT: Final = words_in(
    "compte comptes dossier dossiers messagerie mot profil whatsapp facebook account accounts file files mailbox password profile حساب ملف كونط "
    "كود باسورد بروفيل compte lcompte kont lkont dossier ldossier lpassword"
)
_ANOTHERS: Final = re.compile(
    r"\bd(?:'| ?e )?(?:quelqu'un d'autre|un autre|une autre|autrui|mon voisin|ma voisine|mon mari|ma femme|mon ex|mon collegue|quelqu'un)\b|someone else|"
    r"somebody else|another (?:person|user|citizen)|(?:my )?(?:neighbou?r|ex|husband|wife|boss)'s|(?:ديال|تاع|ل|شخص|واحد|انسان) ?(?:شي )?(?:واحد|شخص|غيري|جاري|مراتي|راجلي|اخر|زوجي|زوجتي)"
    r"|(?:dyal|d|dial|ta3) (?:chi )?(?:wa7ed|wahed|we7da|jari|rajli|mrati|ghiri)"
)
_LISTS: Final = words_in(
    "liste listes noms nom names list numeros adresses numbers addresses اسماء لائحه لايحه سميات ارقام عناوين smiyat smyat asmae la2i7a lista nmari"
)
_PEOPLE: Final = words_in(
    "personnes gens citoyens habitants ceux people persons citizens those everyone اشخاص مواطنين الناس ناس من اللي لي nas lnas nass li lli"
)
_DID: Final = words_in(
    "demande depose obtenu retire paye recu inscrit inscrits hier applied requested obtained paid registered received yesterday طلبو طلبوا قدموا حصلوا دفعوا "
    "سجلوا خداو دارو امس البارح tlbo telbo dfe3o khdaw daro tsejlo lbare7 lbareh"
)
_THIRD: Final = words_in(
    "lkari lkariya كاريه locataire bailleur voisin voisine employe employee collegue patron fiance fiancee ex gendre tenant landlord neighbour neighbor employee colleague "
    "fiance جاري جارتي المكتري مكتري كاري الكراي لكراي خطيبي خطيبتي زميلي مشغلي اجيري طليقي طليقتي lkray jari jarti khtibi talqi lpatron"
)
_RECORD: Final = re.compile(
    r"\ba-t-(?:il|elle) (?:deja )?(?:ete )?condamn|\bhas .{0,30}(?:been )?(?:convicted|arrested|(?:to|in) (?:jail|prison))|هل .{0,12}(?:ادين|حكم علي|سجن|دخل السجن)"
    r"|\b(?:واش|وش) .{0,12}(?:دخل|محكوم|تحبس)|\bwach .{0,12}(?:dkhel l ?7eb|me7k|t7bes)|\b(?:fait|font|faisait) l'objet d|\ba (?:un |des |deja )(?:casier|dettes|antecedents|condamn\w*)|\b(?:have|has|got) (?:a |any )?(?:criminal record|record|convictions?|debts?)"
    r"|(?:عندو|عنده|عندها|لديه|لديها|عليه|عليها|هل علي\b).{0,30}(?:متابع|سوابق|احكام|ديون|كريدي)|\b3nd(?:o|ha) (?:chi )?(?:m[ou]*taba3|swabe9|sawabi9|kridi)"
)
# Where somebody went to live who did not say it: their address is theirs to give.
_WENT_TO: Final = re.compile(
    r"(?:\badresse\b|\bou (?:habite|vit|loge|est parti\w*|a demenage)).{0,40}\b(?:mere|pere) de (?:mes|mon|ma)\b"
    r"|\b(?:address of|where (?:did|does|has|is)).{0,30}\b(?:mother|father) of my\b"
    r"|(?:اين|فين) (?:انتقل|ذهب|مش|سكن|تسكن|يسكن|رحل)\w*.{0,20}(?:ام|اب|والده?|بو|ابو) (?:اولادي|ولادي|ابنائي|ابناءي|دراري|بنتي|ولدي)"
    r"|f(?:i|ay|e)n (?:mcha|mchat|saken|sakna)\w*.{0,20}(?:mmw?|mou|b+a|bo) (?:d ?)?wladi"
)
_REPORTS: Final = words_in(
    "signaler signale denoncer denonce plainte porter victime reconnaitre verifier escroc escroquerie arnaque report complain complaint victim verify scam scammed اشتكي "
    "شكايه نشكي نبلغ ابلغ تبليغ ضحيه نصب شكوي nchki nechki nbelegh chikaya n9iyed nessab accuse accuses accusation"
)


def is_unlawful(text: str) -> bool:
    """Say whether it asks how to forge, to bribe or to harm."""
    folded = fold(text)
    words = forms_of(folded)
    if holds(words, _REPORTS):
        return False
    return (
        _forges(folded, words)
        or _bribes(folded, words)
        or (after(words, _BUILDS, _WEAPONS, 5) and not holds(words, _LAWFUL))
        or (holds(words, _HOW) and after(words, _KILLS, _SOMEBODY, 4))
    )


def is_into_anothers(text: str) -> bool:
    """Say whether it asks for a way into another's account, or for who did what."""
    folded = fold(text)
    words = forms_of(folded)
    if holds(words, _REPORTS):
        return False
    breaks = after(words, _BREAKS_IN, _ACCOUNT, 6) or near(words, _BREAKS_IN, _ACCOUNT, 4)
    lists = after(words, _LISTS, _PEOPLE, 4) and holds(words, _DID)
    known = holds(words, _THIRD) and bool(_RECORD.search(folded))
    return (breaks and bool(_ANOTHERS.search(folded))) or lists or known or bool(_WENT_TO.search(folded))


def _forges(folded: str, words: Forms) -> bool:
    made_false = after(words, _MAKES, _FALSE, 3) and near(words, _FALSE, _PAPERS, 3)
    forged = after(words, _FORGES, _PAPERS, 4) and holds(words[:5], _HOW | _FORGES)
    borrowed = (
        near(words, _MAKES | _HOW | words_in("obtiendrait obtiendrais obtient"), _IDENTITY, 5)
        and bool(_ANOTHER.search(folded))
        and not holds(words, _PROXY)
    )
    unseen = bool(_UNSEEN.search(folded)) and holds(words, _PAPERS | _FALSE | _FORGES)
    return made_false or forged or borrowed or unseen


def _bribes(folded: str, words: Forms) -> bool:
    slipped = near(words, _SLIPS, _OFFICIALS, 5)
    return (
        near(words, _BRIBES, _OFFICIALS, 5)
        and holds(words[:6], _HOW | _BRIBES | words_in("combien quelle how much شحال كم ch7al chhal"))
    ) or (slipped and bool(_UNDER.search(folded) or _WITHOUT_TEST.search(folded)))
