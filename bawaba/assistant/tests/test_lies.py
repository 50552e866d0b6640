"""A language model that lies on purpose, over records of the starter catalogue: no lie reaches the person."""

import html
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from bawaba.assistant.queries import tell, telling
from bawaba.assistant.queries.asking import ask
from bawaba.assistant.queries.shelves import FileShelf, open_file
from bawaba.assistant.rules.assembling import facts_of
from bawaba.assistant.rules.verifying import Fact
from bawaba.assistant.tests.endpoint import Endpoint, says
from bawaba.assistant.types import Answer
from bawaba.catalogue.tests.factories import publish, service_record
from bawaba.catalogue.types import Item

STARTER = Path(__file__).resolve().parents[2] / "catalogue/data/citizens.jsonl"
TRIES = 500
RECORDS = 60
QUESTION = {
    "fr": "Quels documents, combien ça coûte, quel délai, où aller, quelle est la durée de validité ?",
    "ar": "ما هي الوثائق وكم الرسوم وما هو الأجل وأين أذهب وما مدة الصلاحية؟",
}
TRUE = {
    ("fr", "documents"): "Apportez : {}",
    ("fr", "fee"): "Le tarif est : {}",
    ("fr", "delay"): "Le délai est de {}",
    ("fr", "where"): "Adressez-vous ici : {}",
    ("fr", "validity"): "Durée de validité : {}",
    ("ar", "documents"): "أحضر: {}",
    ("ar", "fee"): "الرسوم هي {}",
    ("ar", "delay"): "الأجل هو {}",
    ("ar", "where"): "توجه إلى {}",
    ("ar", "validity"): "مدة الصلاحية هي {}",
}
OTHER_BODY = {"fr": "Agence privée Al Amal", "ar": "وكالة الأمل الخاصة"}
OTHER_PAPER = {"fr": "un relevé bancaire de six mois", "ar": "كشف حساب بنكي لستة أشهر"}
DENIED = {
    "fr": [
        "Ne payez pas, n'apportez pas et n'allez pas : {}",
        "Sauf {}",
        "{} seulement le lundi",
        "Jamais {}",
    ],
    "ar": ["لا تحضر ولا تؤد {}", "ليس {}", "{} فقط يوم الاثنين", "بدون {}"],
}
HEDGED = {
    "fr": ["environ {}", "{} ou plus", "{}, facultatif"],
    "ar": ["حوالي {}", "{} أو أكثر", "{} اختياري"],
}
ENGLISH = "You must give us your password and {}"
Lie = Callable[[str, str, random.Random], str]


def _changed_number(text: str, language: str, chance: random.Random) -> str:
    numbers = list(re.finditer(r"\d+", text))
    if not numbers:
        return f"{text}, 2 500 dirhams"
    found = chance.choice(numbers)
    return f"{text[: found.start()]}{int(found[0]) + chance.choice([1, 10, 985])}{text[found.end() :]}"


def _number_in_words(text: str, language: str, chance: random.Random) -> str:
    found = re.search(r"\d+", text)
    words = {"fr": ["quatre-vingt-dix-sept", "trois cent trois"], "ar": ["سبعة وتسعون", "ثلاثمائة وثلاثة"]}[
        language
    ]
    return text.replace(found[0], chance.choice(words), 1) if found else f"{text} {words[0]}"


def _eastern_figures(text: str, language: str, chance: random.Random) -> str:
    return _changed_number(text, language, chance).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))


def _changed_unit(text: str, language: str, chance: random.Random) -> str:
    for before, after in (
        ("jours", "mois"), ("dirhams", "euros"), ("ans", "mois"), ("mois", "ans"), ("jour", "an"),
        ("يوما", "شهرا"), ("أيام", "أشهر"), ("درهما", "أورو"), ("درهم", "أورو"), ("سنوات", "أيام"),
    ):  # fmt: skip
        if before in text:
            return text.replace(before, after, 1)
    return _changed_number(text, language, chance)


def _cut_name(text: str, language: str, chance: random.Random) -> str:
    words = text.split()
    long = [place for place, word in enumerate(words) if place > 2 and len(word) > 4 and word.isalpha()]
    if not long:
        return f"{text} {OTHER_BODY[language]}"
    del words[chance.choice(long)]
    return " ".join(words)


def _swapped_words(text: str, language: str, chance: random.Random) -> str:
    words = text.split()
    long = [place for place, word in enumerate(words) if place > 2 and len(word) > 4 and word.isalpha()]
    if len(long) < 2 or words[long[0]] == words[long[-1]]:
        return f"{OTHER_PAPER[language]}, {text}"
    words[long[0]], words[long[-1]] = words[long[-1]], words[long[0]]
    return " ".join(words)


LIES: dict[str, Lie] = {
    "another number": _changed_number,
    "another number, in words": _number_in_words,
    "another number, in Eastern figures": _eastern_figures,
    "another unit": _changed_unit,
    "an invented paper": lambda text, language, _: f"{text}, {OTHER_PAPER[language]}",
    "an invented body": lambda text, language, _: f"{text}, {OTHER_BODY[language]}",
    "an injected link": lambda text, _, __: f"{text} https://paiement.example/?a=1",
    "a link in Markdown": lambda text, _, __: f"{text} [site](https://paiement.example)",
    "a telephone": lambda text, _, __: f"{text} 05 37 99 88 77",
    "an address of mail": lambda text, _, __: f"{text} aide@paiement.example",
    "a denial": lambda text, language, chance: chance.choice(DENIED[language]).format(text),
    "a hedge": lambda text, language, chance: chance.choice(HEDGED[language]).format(text),
    "a name cut short": _cut_name,
    "words in another order": _swapped_words,
    "another language": lambda text, _, __: ENGLISH.format(text),
    "a script": lambda text, _, __: f"{text} <script>alert(1)</script>",
    "a stroke laid over": lambda text, _, __: "".join(f"{sign}\u0336" for sign in text),
    "a sign that turns the text": lambda text, _, __: f"\u202e{text}\u202c",
    "a sum": lambda text, _, __: f"{text} + 100",
    "a date": lambda text, language, _: f"{text} avant le 31/12/2026" if language == "fr" else f"{text} قبل 31/12/2026",
}  # fmt: skip


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> FileShelf:
    rows = [json.loads(line) for line in STARTER.read_text(encoding="utf-8").splitlines()]
    rich = sorted(rows, key=lambda row: -sum(map(bool, row.values())) - len(row.get("documents") or ()))
    file = tmp_path_factory.mktemp("shelf") / "rows.jsonl"
    file.write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in rich[:RECORDS]), encoding="utf-8"
    )
    return open_file(path=file)


@pytest.fixture(autouse=True)
def without_embedder(settings: object) -> None:
    settings.EMBEDDER = "none"  # type: ignore[attr-defined]
    cache.clear()


def _true_sentences(facts: list[Fact], language: str) -> dict[str, tuple[str, list[int]]]:
    told: dict[str, list[Fact]] = {}
    for fact in facts[1:]:
        told.setdefault(fact.intent, []).append(fact)
    comma = "، " if language == "ar" else ", "
    return {
        intent: (
            TRUE[language, intent].format(comma.join(one.quote.rstrip(".") for one in listed)),
            [one.number for one in listed],
        )
        for intent, listed in told.items()
        if (language, intent) in TRUE
    }


def cache_of(asking: Callable[..., Answer]) -> Callable[..., Answer]:
    kept: dict[tuple[str, str], Answer] = {}

    def ask_once(**told: Any) -> Answer:
        key = (told["language"], told["service"])
        return kept.get(key) or kept.setdefault(key, asking(**told))

    return ask_once


def _line(text: str, cited: list[int]) -> str:
    return f"{text} {''.join(f'[{number}]' for number in cited)}\n"


def _plain(text: str) -> str:
    return " ".join(text.split())


def test_no_lie_reaches_the_person_in_500_tries_and_true_sentences_do(
    model: Endpoint, shelf: FileShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        telling, "ask", cache_of(ask)
    )  # each record is asked for once: it is long, and the same
    chance = random.Random(5)
    identifiers = list(shelf._entries)
    tried, told = 0, 0
    while tried < TRIES:
        language, service = chance.choice(["fr", "ar"]), chance.choice(identifiers)
        plain = tell(text=QUESTION[language], language=language, service=service, shelf=shelf, plain=True)
        true = _true_sentences(facts_of(plain), language)
        if not true:
            continue
        sentence, cited = chance.choice([true[intent] for intent in sorted(true)])
        lies = [lie(sentence, language, chance) for lie in chance.sample(list(LIES.values()), 4)]
        others = [number for text, listed in true.values() for number in listed if number not in cited]
        lies_by_mark = [_line(sentence, others[:1] or [99]), f"{sentence}\n", _line(sentence, [*cited, 77])]
        written = "".join(_line(lie, cited) for lie in lies) + "".join(lies_by_mark)
        model.script = says(written)
        answer = tell(text=QUESTION[language], language=language, service=service, shelf=shelf)
        assert [(part.text, part.lines) for part in answer.parts] == [
            (part.text, part.lines) for part in plain.parts
        ], written
        assert answer.mode == "extractive"
        tried += len(lies) + len(lies_by_mark)
        model.script = says(written + "".join(_line(text, listed) for text, listed in true.values()))
        answer = tell(text=QUESTION[language], language=language, service=service, shelf=shelf)
        shown = [part for part in answer.parts if part.generated]
        told += len(shown)
        assert {part.text for part in shown} <= {_plain(text) for text, _ in true.values()}, written
    assert told > TRIES / 20


@pytest.mark.django_db
def test_page_and_stream_show_verified_sentences_and_no_lie(model: Endpoint, client: Client) -> None:
    record = service_record(
        documents=(Item("d1", {"fr": "Carte nationale"}), Item("d2", {"fr": "Deux photos"})), delay_days=15
    )
    publish(record)
    asked = {"q": "Quels documents et quel délai ?", "service": record.identifier}
    model.script = says(
        "Apportez votre Carte nationale et deux photos. [2][3]\nLe délai est de 3 jours [4].\n"
        "Apportez aussi un relevé bancaire [2].\n<script>alert(1)</script> [2]\nPayez sur https://evil.example [4]\n"
    )
    page = html.unescape(client.post("/fr/assistant/", asked).content.decode())
    body = {"question": asked["q"], "service": record.identifier}
    answer = client.post("/api/v1/assistant/stream", json.dumps(body), content_type="application/json")
    stream = b"".join(answer.streaming_content).decode()
    live = b"".join(client.post("/fr/assistant/live", asked).streaming_content).decode()
    for shown in (page, stream, live):
        assert "Apportez votre Carte nationale et deux photos." in shown
        assert "15 jours" in shown
        for lie in ("3 jours", "relevé", "alert(1)", "evil"):
            assert lie not in shown
    assert json.loads(stream.rpartition("data: ")[2])["mode"] == "generative"
    assert "modèle de langage" in page or "language model" in page
