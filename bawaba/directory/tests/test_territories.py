"""Morocco's territories load once, whole, and are read with constant numbers of queries."""

import time

import pytest
from django.db.models import Count, Sum
from pytest_django import DjangoAssertNumQueries

from bawaba.directory import queries, services
from bawaba.directory.errors import TerritoryNotFound
from bawaba.directory.models import Territory, TerritoryName
from bawaba.directory.tests.factories import SYSTEM, make_person, make_territory
from bawaba.kernel import audit
from bawaba.kernel.errors import PermissionDenied
from bawaba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_every_territory_of_the_2024_census_is_loaded_in_under_two_seconds_with_one_audit_row() -> None:
    started = time.process_time()
    result = services.load_territories(actor=SYSTEM)
    assert time.process_time() - started < 2
    assert result == {"read": 1598, "created": 1598, "changed": 0, "unchanged": 0}
    kinds = dict(Territory.objects.order_by().values_list("kind").annotate(number=Count("id")))
    # HCP 2024: 12 regions; 75 provinces and prefectures; 8 prefectures of arrondissements inside the
    # commune of Casablanca; 1,503 communes
    assert kinds["region"] == 12
    assert kinds["province"] + kinds["prefecture"] == 83
    assert kinds["commune"] == 1503
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["directory.territories-loaded"]
    assert audit.verify() == (1, [])


def test_the_parts_add_up_to_the_legal_population_of_2024() -> None:
    services.load_territories(actor=SYSTEM)
    total = Territory.objects.filter(kind="commune").aggregate(people=Sum("population"))["people"]
    assert total == 36_828_330  # HCP, RGPH 2024
    whole = Territory.objects.annotate(parts_people=Sum("parts__population")).filter(
        parts_people__isnull=False
    )
    assert whole.count() == 12 + 75 + 1  # regions, provinces and prefectures, and the commune of Casablanca
    for territory in whole:
        assert territory.parts_people == territory.population
    assert not Territory.objects.filter(parent=None).exclude(kind="region").exists()


def test_loading_again_changes_nothing_and_leaves_no_audit_row(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    services.load_territories(actor=SYSTEM)
    rows = AuditEntry.objects.count()
    with django_assert_max_num_queries(8):
        again = services.load_territories(actor=SYSTEM)
    assert again == {"read": 1598, "created": 0, "changed": 0, "unchanged": 1598}
    assert AuditEntry.objects.count() == rows


def test_what_was_changed_by_hand_is_brought_back() -> None:
    services.load_territories(actor=SYSTEM)
    Territory.objects.filter(code="01").update(population=1)
    TerritoryName.objects.filter(territory__code="04.421.01.0", language="ar").update(name="غيرها")
    assert services.load_territories(actor=SYSTEM)["changed"] == 2
    assert queries.get_territory(code="01").population == 4_030_222
    assert queries.get_territory(code="04.421.01.0").names == {"ar": "الرباط", "fr": "Rabat"}


def test_progress_counts_every_territory() -> None:
    counts: list[int] = []
    services.load_territories(actor=SYSTEM, progress=counts.append)
    assert sum(counts) == 1598


def test_only_an_administrator_loads_territories() -> None:
    with pytest.raises(PermissionDenied):
        services.load_territories(actor=make_person(("editor", "ompic")))


def test_one_territory_is_read_with_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    region = make_territory("01", "region")
    make_territory("01.1", "province", region)
    with django_assert_num_queries(2):
        territory = queries.get_territory(code="01.1")
    assert (territory.parent, territory.names["fr"]) == ("01", "01.1 fr")


@pytest.mark.parametrize("code", ["99", "", "01'--", "01\x00", "x" * 40, "٠١"])
def test_an_unknown_or_impossible_code_is_refused(code: str) -> None:
    with pytest.raises(TerritoryNotFound):
        queries.get_territory(code=code)
    with pytest.raises(TerritoryNotFound):
        queries.territory_path(code=code)


def test_a_list_takes_two_queries_whatever_its_length(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    region = make_territory("01", "region")
    for number in range(30):
        make_territory(f"01.{number:02}", "province", region)
    with django_assert_num_queries(2):
        page = queries.list_territories(parent="01", limit=100)
    assert len(page.items) == 30
    assert page.after == ""


def test_pages_follow_each_other_without_a_gap() -> None:
    for number in range(7):
        make_territory(f"0{number}", "region")
    seen: list[str] = []
    after = ""
    while True:
        page = queries.list_territories(kind="region", after=after, limit=3)
        seen += [territory.code for territory in page.items]
        after = page.after
        if not after:
            break
    assert seen == [f"0{number}" for number in range(7)]


def test_the_path_goes_from_the_region_down(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    region = make_territory("01", "region")
    province = make_territory("01.1", "province", region)
    make_territory("01.1.01", "commune", province)
    with django_assert_max_num_queries(4):
        path = queries.territory_path(code="01.1.01")
    assert [territory.code for territory in path] == ["01", "01.1", "01.1.01"]
