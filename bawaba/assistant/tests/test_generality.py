"""Nothing of one country's catalogue stands in the rules: another's is answered by the same ones."""

import json
import re
from pathlib import Path

import pytest

import bawaba
from bawaba.assistant.queries import evaluate
from bawaba.catalogue.services import starter_files

pytestmark = pytest.mark.sqlite_is_enough
ROOMS = Path(bawaba.__file__).parent

# Made up: a small country's services with titles in French alone, and what people would ask.
TITLES = {
    "passport": "Délivrance d'un passeport ordinaire",
    "fishing": "Permis de pêche en lagune",
    "birth": "Déclaration de naissance à la mairie",
    "trade": "Inscription au registre du commerce",
    "scholarship": "Bourse nationale pour étudiants",
    "well": "Autorisation de forer un puits",
}
ASKED = (
    ("Quels papiers pour obtenir un passeport ordinaire ?", "passport"),
    ("Je veux un permis pour pêcher dans la lagune, où le demander ?", "fishing"),
    ("Comment déclarer la naissance de ma fille à la mairie ?", "birth"),
    ("Comment inscrire mon magasin au registre du commerce ?", "trade"),
    ("Étudiante, puis-je avoir une bourse nationale ?", "scholarship"),
    ("Faut-il une autorisation pour forer un puits dans mon champ ?", "well"),
)


def test_rules_name_no_service_of_the_starter_catalogue() -> None:
    names = {
        str(json.loads(line)["id"])
        for file in starter_files()
        for line in file.read_text("utf-8").splitlines()
        if line.strip()
    }
    sources = [
        path
        for room in ("assistant", "search")
        for path in (ROOMS / room).rglob("*.py")
        if "tests" not in path.parts
    ]
    assert len(sources) > 50
    for path in sources:
        strings = set(re.findall(r"[\"']([a-z0-9]+(?:-[a-z0-9]+)+)[\"']", path.read_text("utf-8")))
        assert not strings & names, path


def test_another_country_with_french_titles_alone_is_answered(tmp_path: Path, settings: object) -> None:
    settings.EMBEDDER = "none"  # type: ignore[attr-defined]
    catalogue, questions = tmp_path / "catalogue.jsonl", tmp_path / "questions.jsonl"
    rows = [json.dumps({"id": key, "title": {"fr": title}}) for key, title in TITLES.items()]
    asked = [
        {"qid": key, "language": "fr", "question": text, "service_id": key, "should_abstain": False}
        for text, key in ASKED
    ]
    catalogue.write_text("\n".join(rows), "utf-8")
    questions.write_text("\n".join(map(json.dumps, asked)), "utf-8")
    found = evaluate(questions=questions, catalogue=catalogue)["all"]
    assert found["hit_at_1"] == 1.0  # type: ignore[index]
    assert found["wrong_number_rate"] == 0.0  # type: ignore[index]
