"""The forms and procedures that ship: whole in three languages, lawful, installed once."""

import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest

from bawaba.casework import queries, services
from bawaba.casework.models import ServiceProcedureVersion
from bawaba.casework.rules.procedures import parse_procedure
from bawaba.casework.rules.samples import fill_in_procedure
from bawaba.casework.services.procedures import read_default
from bawaba.casework.services.samples import read_samples
from bawaba.forms import queries as forms
from bawaba.forms.rules.costs import count_cost
from bawaba.forms.rules.definitions import definition_faults
from bawaba.forms.types import ServiceFacts, service_readers
from bawaba.kernel.actors import system_actor

SYSTEM = system_actor("test")
ASKED_FOR = {
    "copie-integrale-acte-naissance", "casier-judiciaire", "permis-conduire-renouvellement", "permis-construire",
    "certificat-negatif", "auto-entrepreneur-inscription", "bourse-minhaty", "reclamation-chikaya",
}  # fmt: skip


def starter() -> dict[str, dict[str, Any]]:
    """Return the starter catalogue's services by identifier, as its files have them."""
    folder = resources.files("bawaba.catalogue") / "data"
    texts = [(folder / f"{name}.jsonl").read_text("utf-8") for name in ("citizens", "business")]
    rows = [json.loads(line) for text in texts for line in text.splitlines() if line]
    return {row["id"]: row for row in rows}


@pytest.fixture
def _catalogue() -> Iterator[None]:
    rows = starter()

    def read(*, identifier: str) -> ServiceFacts | None:
        row = rows.get(identifier)
        return row and ServiceFacts(identifier, row["title"], "commune", dict(enumerate_documents(row)))

    held = dict(service_readers._providers)
    service_readers._providers.clear()
    service_readers.register("test", read)
    yield
    service_readers._providers.clear()
    service_readers._providers.update(held)


def enumerate_documents(row: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each document under the key that the catalogue's import gives it."""
    yield from ((f"d{place}", one) for place, one in enumerate(row["documents"], 1))


def test_there_is_a_form_and_a_procedure_for_each_of_eight_services() -> None:
    assert {one["service"] for one in read_samples("forms")} == ASKED_FOR
    assert {one["service"] for one in read_samples("procedures")} == ASKED_FOR
    assert starter().keys() >= ASKED_FOR


@pytest.mark.parametrize("sample", read_samples("forms"), ids=lambda one: str(one["key"]))
def test_a_form_is_whole_lawful_and_easy_to_read(sample: dict[str, Any]) -> None:
    definition = forms.read_definition(raw=sample["definition"])
    assert definition_faults(definition) == []
    assert set(definition.languages) == {"ar", "fr", "en"}
    listed = [key for key, _name in enumerate_documents(starter()[sample["service"]])]
    cost = count_cost(definition, allowed=listed)
    assert cost.unlisted == ()
    assert {one.level for one in cost.reading.values()} == {"easy"}


@pytest.mark.django_db
@pytest.mark.usefixtures("_catalogue")
def test_samples_are_installed_once_and_left_alone_afterwards() -> None:
    assert not queries.samples_present()
    assert services.install_samples(actor=SYSTEM) == 8
    assert queries.samples_present()
    assert ServiceProcedureVersion.objects.filter(state="published").count() == 8
    assert services.install_samples(actor=SYSTEM) == 0
    assert ServiceProcedureVersion.objects.count() == 8
    assert forms.forms_of_service(service="casier-judiciaire") == ("criminal-record-extract",)


@pytest.mark.django_db
def test_without_the_catalogue_nothing_is_installed() -> None:
    assert services.install_samples(actor=SYSTEM) == 0
    assert not queries.samples_present()


def test_a_building_permit_is_given_by_silence_after_the_published_days() -> None:
    sample = next(one for one in read_samples("procedures") if one["service"] == "permis-construire")
    law = parse_procedure(fill_in_procedure(read_default(), sample)).law
    assert (law.answer.days, law.silence) == (starter()["permis-construire"]["delay_days"], "acceptance")


def test_where_no_time_is_published_the_laws_longest_holds() -> None:
    for sample in read_samples("procedures"):
        if starter()[sample["service"]]["delay_days"] is None:
            law = parse_procedure(fill_in_procedure(read_default(), sample)).law
            assert (law.answer.days, law.at_most, law.silence) == (60, 60, "none")
