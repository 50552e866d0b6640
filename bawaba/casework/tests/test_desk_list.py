"""The desk's list: order, filters, words, who sees what, and what it costs."""

import itertools
import random
from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from bawaba.casework import services
from bawaba.casework.models import Case, SearchWord
from bawaba.casework.queries.desk import finding
from bawaba.casework.queries.desk.choosing import MOST_OFFICES, Scope, choose_rows
from bawaba.casework.queries.desk.counting import count_desk
from bawaba.casework.queries.desk.listing import list_desk, visible_offices
from bawaba.casework.rules.filters import DeskFilter
from bawaba.casework.services import desk
from bawaba.casework.tests.factories import OFFICE, make_agent, make_case, make_form, take_up
from bawaba.casework.tests.test_desk_pages import browser, desk_address
from bawaba.directory import services as directory
from bawaba.directory.types import BodyRecord
from bawaba.forms.tests.factories import SYSTEM
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor

pytestmark = pytest.mark.django_db


def make_cases(count: int, **columns: Any) -> list[Case]:
    """Copy one case so often; each is due a day after the one before."""
    first = make_case()
    cases = [first]
    for number in range(1, count):
        copy = Case.objects.get(pk=first.pk)
        copy.pk, copy.key, copy.draft = None, f"copy-{number}-{first.pk}", f"draft-{number}-{first.pk}"
        copy.number = f"{first.pk:05d}{number:08d}"
        copy.due_on = first.due_on + timedelta(days=number)
        copy.save()
        cases.append(copy)
    if columns:
        Case.objects.filter(pk__in=[case.pk for case in cases]).update(**columns)
    return cases


def keys(actor: Actor, after: str = "", limit: int = 50, **chosen: str) -> list[str]:
    page = list_desk(actor=actor, chosen=DeskFilter(**chosen), language="fr", after=after, limit=limit)
    return [row.key for row in page.rows]


def test_the_soonest_legal_date_comes_first_and_pages_follow_each_other() -> None:
    agent, cases = make_agent(), make_cases(7)
    seen: list[str] = []
    after = ""
    while True:
        page = list_desk(actor=agent, chosen=DeskFilter(), language="fr", after=after, limit=3)
        seen += [row.key for row in page.rows]
        after = page.after
        if not after:
            break
    assert seen == [case.key for case in cases]


def test_cases_of_one_day_are_each_shown_once() -> None:
    agent, cases = make_agent(), make_cases(6)
    Case.objects.update(due_on=date(2027, 1, 4))
    first = list_desk(actor=agent, chosen=DeskFilter(), language="fr", limit=4)
    assert [row.key for row in first.rows] + keys(agent, after=first.after) == [case.key for case in cases]


def test_the_newest_come_first_where_that_is_asked() -> None:
    agent, cases = make_agent(), make_cases(3)
    first = list_desk(actor=agent, chosen=DeskFilter(order="newest"), language="fr", limit=2)
    assert [row.key for row in first.rows] == [cases[2].key, cases[1].key]
    assert keys(agent, after=first.after, order="newest") == [cases[0].key]


@pytest.mark.parametrize(
    "role", ["editor", "publisher", "administrator", "casework-administrator", "counter-officer"]
)
def test_other_roles_see_no_case(role: str) -> None:
    make_cases(2)
    assert keys(make_agent(role)) == []


def test_an_agent_sees_the_cases_of_their_office_alone() -> None:
    make_cases(2)
    stranger = make_agent(body="other-commune")
    assert keys(stranger) == []
    assert keys(stranger, office=OFFICE) == []
    assert keys(stranger, text="Amina") == []
    assert (
        count_desk(offices=visible_offices(stranger), agent=stranger.key, today=clock.today()).unassigned == 0
    )


def test_an_agent_above_sees_the_offices_below() -> None:
    cases = make_cases(1)
    directory.ensure_bodies(actor=SYSTEM, bodies=[BodyRecord(key="ministry", names={"fr": "Ministère"})])
    directory.save_body(actor=SYSTEM, body=BodyRecord(key=OFFICE, names={"fr": "Commune"}, parent="ministry"))
    assert keys(make_agent(body="ministry")) == [cases[0].key]


def test_an_agent_of_every_office_sees_every_case() -> None:
    cases = make_cases(2)
    central = Actor(kind="person", key="account:9", account_id=9, roles=frozenset({("agent", "*")}))
    assert keys(central) == [case.key for case in cases]
    assert keys(central, office=OFFICE) == [case.key for case in cases]
    assert keys(central, office="elsewhere") == []


def test_many_offices_are_read_in_the_same_order_as_few() -> None:
    cases = make_cases(5)
    offices = [f"office-{number}" for number in range(MOST_OFFICES + 5)]
    for case, office in zip(cases, offices, strict=False):
        Case.objects.filter(pk=case.pk).update(office=office)
    few = Actor(kind="person", key="a", roles=frozenset())
    for wanted in (offices[:5], offices):
        scope = Scope(frozenset(wanted), None, few.key, clock.today())
        assert choose_rows(DeskFilter(), scope, None, 10) == [case.pk for case in cases]
        assert choose_rows(DeskFilter(order="newest"), scope, None, 2) == [cases[4].pk, cases[3].pk]


def test_filters_narrow_by_agent_state_service_and_legal_date() -> None:
    agent, cases = make_agent(), make_cases(4)
    desk.assign_case(actor=agent, key=cases[1].key, assignee=agent.key)
    take_up(cases[2], agent)
    Case.objects.filter(pk=cases[3].pk).update(due_on=clock.today() - timedelta(days=1), service="acte")
    mine = [cases[1].key, cases[2].key]  # given to the agent, and taken up by the agent when it was nobody's
    assert keys(agent, whose="mine") == mine
    assert keys(agent, agent=agent.key) == mine
    assert cases[1].key not in keys(agent, whose="unassigned")
    assert keys(agent, state="in-review") == [cases[2].key]
    assert keys(agent, due="overdue") == [cases[3].key]
    assert keys(agent, service="acte") == [cases[3].key]
    assert keys(agent, due="today") == []


def test_the_words_of_a_person_and_of_a_note_find_the_case_and_no_table_holds_them() -> None:
    agent, cases = make_agent(), make_cases(2)
    desk.index_case.call(key=cases[0].key)
    assert keys(agent, text="amina") == [cases[0].key]
    assert keys(agent, text="+212612345678") == [cases[0].key]
    assert keys(agent, text="Amina Inconnue") == []
    desk.add_note(actor=agent, key=cases[0].key, text="Dossier à traiter vendredi")
    assert keys(agent, text="VENDREDI amina") == [cases[0].key]
    assert all(isinstance(word.digest, int) for word in SearchWord.objects.all())


def test_one_word_has_another_digest_in_each_office() -> None:
    make_cases(1)
    desk.index_case.call(key=Case.objects.get().key)
    before = set(SearchWord.objects.values_list("digest", flat=True))
    Case.objects.update(office="elsewhere")
    desk.index_case.call(key=Case.objects.get().key)
    assert before.isdisjoint(SearchWord.objects.values_list("digest", flat=True))


def test_a_number_typed_in_any_figures_finds_its_case() -> None:
    agent, case = make_agent(), make_case()
    eastern = case.number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert keys(agent, text=eastern) == [case.key]
    assert keys(make_agent(body="other"), text=case.number) == []


def test_labels_narrow_and_are_shown_in_the_readers_language() -> None:
    agent, cases = make_agent(), make_cases(2)
    supervisor = make_agent("supervisor")
    desk.save_label(
        actor=supervisor,
        office=OFFICE,
        key="urgent",
        names={"ar": "مستعجل", "fr": "Urgent"},
        colour="warning",
    )
    desk.label_case(actor=agent, key=cases[1].key, label="urgent")
    page = list_desk(actor=agent, chosen=DeskFilter(label="urgent"), language="ar")
    assert [row.key for row in page.rows] == [cases[1].key]
    assert [mark.name for mark in page.rows[0].labels] == ["مستعجل"]
    assert keys(agent, text="urgent") == [cases[1].key]


def test_corners_are_counted() -> None:
    agent, cases = make_agent(), make_cases(4)
    today = clock.today()
    for case, days in zip(cases, (-1, 0, 3, 30), strict=True):
        Case.objects.filter(pk=case.pk).update(due_on=today + timedelta(days=days))
    desk.assign_case(actor=agent, key=cases[0].key, assignee=agent.key)
    counts = count_desk(offices=[OFFICE], agent=agent.key, today=today)
    assert (counts.overdue, counts.today, counts.soon) == (1, 1, 1)
    assert (counts.unassigned, counts.mine, counts.second) == (3, 1, 0)


def test_a_page_of_the_desk_costs_as_many_queries_for_thirty_cases_as_for_two(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    agent = make_agent()
    make_cases(30)
    keys(agent)
    with django_assert_max_num_queries(3):  # which rows, the rows, what marks them; names are kept
        assert len(keys(agent)) == 30
    with django_assert_max_num_queries(1):
        count_desk(offices=[OFFICE], agent=agent.key, today=clock.today())


def test_closed_cases_leave_the_desk_and_stand_apart() -> None:
    agent, case = make_agent(), make_case()
    take_up(case, agent)
    services.take_step(actor=agent, key=case.key, step="accept")
    assert keys(agent) == []
    assert keys(agent, which="closed") == [case.key]


def test_a_form_that_asks_for_no_name_is_still_indexed() -> None:
    make_form()
    case = make_case()
    assert desk.rebuild_words() == 1
    assert SearchWord.objects.filter(case=case).exists()


def scatter(cases: list[Case]) -> None:
    """Give cases offices, services, states, agents and dates of their own, a third of them closed."""
    dice = random.Random(4)
    for case in cases:
        case.office, case.service = dice.choice(("north", "south", "east")), dice.choice(("acte", "casier"))
        case.state, case.assignee = dice.choice(("received", "in-review")), dice.choice(("", "a", "b"))
        case.phase = dice.choice(("open", "paused", "closed"))
        case.closed_at = clock.now() if case.phase == "closed" else None
        case.due_on = clock.today() + timedelta(days=dice.randrange(-4, 5))
        case.save()


def expected(cases: list[Case], chosen: DeskFilter, offices: tuple[str, ...]) -> list[int]:
    """Return what a filter asks for, said in Python."""
    today, mine = clock.today(), {"mine": "a", "unassigned": ""}.get(chosen.whose)
    due = {
        "": lambda day: True,
        "overdue": lambda day: day < today,
        "today": lambda day: day == today,
        "soon": lambda day: today <= day <= today + timedelta(days=5),
    }[chosen.due]
    found = [
        case
        for case in cases
        if case.office in offices
        and case.phase == chosen.which
        and chosen.service in ("", case.service)
        and chosen.state in ("", case.state)
        and mine in (None, case.assignee)
        and due(case.due_on)
    ]
    if chosen.order == "due" and chosen.which != "closed":
        return [case.pk for case in sorted(found, key=lambda case: (case.due_on, case.pk))]
    return [case.pk for case in sorted(found, key=lambda case: -case.pk)]


def test_whatever_index_leads_the_rows_and_their_order_are_those_that_were_asked_for() -> None:
    scatter(cases := make_cases(60))
    choices = itertools.product(
        ("open", "paused", "closed"), ("due", "newest"), ("", "acte"), ("", "in-review"),
        ("", "mine", "unassigned"), ("", "overdue", "soon"),
    )  # fmt: skip
    scopes = {("north",): {"north"}, ("north", "south"): {"north", "south"}, ("north", "south", "east"): None}
    for place, (which, order, service, state, whose, due) in enumerate(choices):
        chosen = DeskFilter(which=which, order=order, service=service, state=state, whose=whose, due=due)
        seen, offices = list(scopes.items())[place % 3]
        wanted = expected(cases, chosen, seen)
        for words in (None, [case.pk for case in cases]):
            assert choose_rows(chosen, Scope(offices, words, "a", clock.today()), None, 100) == wanted, chosen


@pytest.mark.parametrize("most", [1, 4, 12, 39, 40, 60])
def test_of_a_frequent_word_the_newest_cases_are_found_however_offices_share_them(most: int) -> None:
    cases = make_cases(40)
    for sizes in ([40], [39, 1], [1, 39], [10, 10, 10, 10], [1] * 40):
        SearchWord.objects.all().delete()
        digests = [digest for digest, size in enumerate(sizes) for _ in range(size)]
        SearchWord.objects.bulk_create(
            SearchWord(case=case, digest=digest) for case, digest in zip(cases, digests, strict=True)
        )
        found, more = finding._newest(range(len(sizes)), most)
        assert found == sorted((case.pk for case in cases), reverse=True)[:most]
        assert more == (most < 40)


def test_the_next_request_is_ones_own_first_and_never_one_that_waits_for_somebody_else() -> None:
    left, own, free, held, proposed = (make_case() for _ in range(5))
    client, agent = browser()
    colleague, _other = browser()
    colleague.get(desk_address(held))
    take_up(proposed, agent)
    client.post(desk_address(proposed, "step"), {"step": "refuse", "reasons": "Pièce illisible"})
    client.post(desk_address(own, "arrange"), {"act": "assign:me"})

    def leave(case: Case) -> str:
        client.get(desk_address(case))
        answer = client.post(desk_address(case, "arrange"), {"act": "next"})
        return str(answer["Location"])

    assert leave(left) == desk_address(own)
    assert leave(own) in {desk_address(left), desk_address(free)}
    for case in (left, free):
        colleague.get(desk_address(case))
    assert leave(own) == "/fr/case-desk/"
