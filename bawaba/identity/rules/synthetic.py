"""Made-up people for scale tests: each follows from a seed and a number alone.

The names are common Moroccan ones, put together at random. The rest is out of reach of real people:
e-mail addresses end in `.invalid` (RFC 2606), and telephone numbers begin with +212 4, where the
national plan opens no service.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bawaba.identity.rules import base64url
from bawaba.identity.types import Particulars

MOST: Final = 26 * 1_000_000
"""How many different identity numbers can be made: 26 prefixes of six digits."""
OLDEST: Final = date(1935, 1, 1)
BIRTH_DAYS: Final = 26_000  # the youngest was born in 2006
SUBJECT_BYTES: Final = 24
SUBSTANTIAL_IN_TEN: Final = 3
Name = tuple[str, str]

MALE: Final[tuple[Name, ...]] = (
    ("Mohammed", "محمد"), ("Ahmed", "أحمد"), ("Youssef", "يوسف"), ("Hassan", "حسن"), ("Rachid", "رشيد"),
    ("Omar", "عمر"), ("Khalid", "خالد"), ("Abdellah", "عبد الله"), ("Mustapha", "مصطفى"), ("Said", "سعيد"),
    ("Hamza", "حمزة"), ("Ayoub", "أيوب"), ("Mehdi", "المهدي"), ("Anas", "أنس"), ("Ismail", "إسماعيل"),
    ("Ibrahim", "إبراهيم"), ("Zakaria", "زكرياء"), ("Driss", "إدريس"), ("Jamal", "جمال"), ("Karim", "كريم"),
    ("Nabil", "نبيل"), ("Othmane", "عثمان"), ("Reda", "رضا"), ("Soufiane", "سفيان"), ("Tarik", "طارق"),
    ("Yassine", "ياسين"), ("Aziz", "عزيز"), ("Bilal", "بلال"), ("Hicham", "هشام"), ("Larbi", "العربي"),
)  # fmt: skip
FEMALE: Final[tuple[Name, ...]] = (
    ("Fatima", "فاطمة"), ("Khadija", "خديجة"), ("Aicha", "عائشة"), ("Zineb", "زينب"), ("Meryem", "مريم"),
    ("Salma", "سلمى"), ("Hajar", "هاجر"), ("Imane", "إيمان"), ("Nadia", "نادية"), ("Samira", "سميرة"),
    ("Latifa", "لطيفة"), ("Naima", "نعيمة"), ("Houda", "هدى"), ("Sanae", "سناء"), ("Karima", "كريمة"),
    ("Malika", "مليكة"), ("Rachida", "رشيدة"), ("Souad", "سعاد"), ("Ghita", "غيثة"), ("Yasmine", "ياسمين"),
    ("Amina", "أمينة"), ("Asmae", "أسماء"), ("Btissam", "ابتسام"), ("Chaimae", "شيماء"), ("Ilham", "إلهام"),
    ("Kenza", "كنزة"), ("Loubna", "لبنى"), ("Najat", "نجاة"), ("Siham", "سهام"), ("Wafae", "وفاء"),
)  # fmt: skip
FAMILY: Final[tuple[Name, ...]] = (
    ("El Amrani", "العمراني"), ("El Idrissi", "الإدريسي"), ("Alaoui", "العلوي"), ("Bennani", "بناني"),
    ("Benjelloun", "بنجلون"), ("Berrada", "برادة"), ("Tazi", "التازي"), ("El Fassi", "الفاسي"),
    ("Chraibi", "الشرايبي"), ("Lahlou", "لحلو"), ("Sebti", "السبتي"), ("Kettani", "الكتاني"),
    ("El Mansouri", "المنصوري"), ("Ouazzani", "الوزاني"), ("Bouzidi", "البوزيدي"), ("Cherkaoui", "الشرقاوي"),
    ("Filali", "الفيلالي"), ("Ghazi", "الغازي"), ("Haddad", "الحداد"), ("Jabri", "الجابري"),
    ("Kabbaj", "القباج"), ("Mernissi", "المرنيسي"), ("Naciri", "الناصري"), ("Rahmani", "الرحماني"),
    ("Saidi", "السعيدي"), ("Slaoui", "السلاوي"), ("Touzani", "التوزاني"), ("Yacoubi", "اليعقوبي"),
    ("Zerouali", "الزروالي"), ("Ziani", "الزياني"), ("Ait Ali", "آيت علي"), ("Ait Lahcen", "آيت لحسن"),
    ("Oubella", "أوبلا"), ("Amzil", "أمزيل"), ("Azoulay", "أزولاي"), ("Bakkali", "البقالي"),
    ("Belhaj", "بلحاج"), ("Boutaleb", "بوطالب"), ("Daoudi", "الداودي"), ("El Hilali", "الهلالي"),
)  # fmt: skip
PLACES: Final[tuple[Name, ...]] = (
    ("Casablanca", "الدار البيضاء"), ("Rabat", "الرباط"), ("Fès", "فاس"), ("Marrakech", "مراكش"),
    ("Tanger", "طنجة"), ("Agadir", "أكادير"), ("Meknès", "مكناس"), ("Oujda", "وجدة"), ("Tétouan", "تطوان"),
    ("Béni Mellal", "بني ملال"), ("Errachidia", "الرشيدية"), ("Laâyoune", "العيون"), ("Dakhla", "الداخلة"),
    ("Guelmim", "كلميم"), ("Safi", "آسفي"), ("Nador", "الناظور"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """One made-up person. username: `synthetic-<seed>-<number>`; proofed: "" or "substantial"."""

    username: str
    subject: str
    proofed: str
    particulars: Particulars


def make_person(*, seed: int, number: int) -> SyntheticPerson:
    """Return person `number` of a seed: always the same, and unlike every other number's.

    number: from 0 up to `MOST`
    """
    drawn = hashlib.blake2b(f"{seed}:{number}".encode(), digest_size=48).digest()
    subject = base64url.encode_text(drawn[:SUBJECT_BYTES])
    username = f"synthetic-{seed}-{number}"
    return SyntheticPerson(
        username=username,
        subject=subject,
        proofed="substantial" if drawn[SUBJECT_BYTES] % 10 < SUBSTANTIAL_IN_TEN else "",
        particulars=_particulars(username, number, drawn[SUBJECT_BYTES + 1 :]),
    )


def _particulars(username: str, number: int, drawn: bytes) -> Particulars:
    given = _pick(MALE if drawn[0] % 2 else FEMALE, drawn[1:3])
    family, place = _pick(FAMILY, drawn[3:5]), _pick(PLACES, drawn[5:7])
    return Particulars(
        given_names={"latn": given[0], "ar": given[1]},
        family_names={"latn": family[0], "ar": family[1]},
        birth_date=OLDEST + timedelta(days=int.from_bytes(drawn[7:11]) % BIRTH_DAYS),
        birth_place={"latn": place[0], "ar": place[1]},
        cnie=_identity_number(number),
        email=f"{username}@people.invalid",
        email_verified=True,
        phone=f"+2124{number:08d}",
        phone_verified=True,
    )


def _pick(names: tuple[Name, ...], drawn: bytes) -> Name:
    return names[int.from_bytes(drawn) % len(names)]


def _identity_number(number: int) -> str:
    """Return a different identity number for each number: Q, a letter, and six digits."""
    prefix, digits = divmod(number, 1_000_000)
    return f"Q{chr(ord('A') + prefix)}{digits:06d}"
