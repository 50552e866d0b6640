"""Questions that go on from an answer: its choices again, the neighbour that is meant, or that it is not said."""

from pathlib import Path

import pytest

from bawaba.assistant.queries import ask
from bawaba.assistant.queries.shelves import FileShelf, open_file

CITIZENS = Path(__file__).resolve().parents[2] / "catalogue/data/citizens.jsonl"
PASSPORTS = "passeport-majeur,passeport-mineur,passeport-mre"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> FileShelf:
    kinds = ("passeport", "cnie", "permis", "extrait-acte", "casier")
    lines = [
        line
        for line in CITIZENS.read_text(encoding="utf-8").splitlines()
        if any(f'"id": "{kind}' in line for kind in kinds)
    ]
    file = tmp_path_factory.mktemp("shelf") / "rows.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return open_file(path=file)


@pytest.fixture(autouse=True)
def without_model(settings: object) -> None:
    settings.EMBEDDER = "none"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "intent"), [("c'est combien ?", "fee"), ("وكم ثمنها؟", "fee"), ("et en ligne ?", "where")]
)
def test_after_choices_the_same_choices_are_offered_for_what_is_asked_next(
    shelf: FileShelf, text: str, intent: str
) -> None:
    answer = ask(text=text, before=PASSPORTS, shelf=shelf)
    assert (answer.status, answer.intents) == ("clarification", (intent,))
    assert answer.thread == PASSPORTS


@pytest.mark.parametrize(
    ("text", "before", "meant"),
    [
        ("et pour mon fils de 8 ans ?", PASSPORTS, "passeport-mineur"),
        ("et au consulat ?", "passeport-majeur", "passeport-mre"),
        ("w l weldi sghir?", "passeport-majeur", "passeport-mineur"),
        ("وللقاصر؟", "passeport-majeur", "passeport-mineur"),
        ("et si je l'ai perdue ?", "cnie-renouvellement", "cnie-perte-vol"),
    ],
)
def test_the_choice_or_neighbour_that_is_meant_is_told(
    shelf: FileShelf, text: str, before: str, meant: str
) -> None:
    assert ask(text=text, before=before, shelf=shelf).service_id == meant


def test_what_the_catalogue_does_not_say_of_the_service_is_said_so(shelf: FileShelf) -> None:
    answer = ask(text="et le dimanche ?", before="cnie-renouvellement", shelf=shelf)
    assert answer.service_id == "cnie-renouvellement"
    assert answer.parts[0].missing


def test_talk_in_between_keeps_the_thread(shelf: FileShelf) -> None:
    thanks = ask(text="merci", before="cnie-renouvellement", shelf=shelf)
    assert (thanks.status, thanks.thread) == ("greeting", "cnie-renouvellement")


def test_ones_own_request_is_not_looked_for_in_the_catalogue(shelf: FileShelf) -> None:
    where = ask(text="Où en est ma demande ?", shelf=shelf)
    refused = ask(text="ma demande a été refusée, que faire ?", shelf=shelf)
    assert (where.status, refused.status) == ("not-in-catalogue", "not-in-catalogue")
    assert "Mes demandes" in where.lead
    assert where.lead != refused.lead
