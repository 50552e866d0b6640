"""A small study for tests: two dimensions, four questions, made-up bodies of three kinds."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count

from bawaba.assess import services as assess
from bawaba.assess.models import Answer, Assessment
from bawaba.assess.queries import read_file
from bawaba.assess.types import Method
from bawaba.directory.tests.factories import body, make_bodies
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor, system_actor
from bawaba.maturity import services

SYSTEM = system_actor("test")
URN = "urn:test:small"
LEVELS = "".join(f"          - {{id: l{n}, titles: {{en: L{n}}}, value: {n}}}\n" for n in range(5))
LEAD = "ministry"
_numbers = count(900_001)


def small_text(version: str = "1.0.0", title: str = "Q") -> str:
    text = f"format: 1\nurn: {URN}\nversion: {version}\ntitles: {{en: Small}}\nlanguages: [en]\nsections:\n"
    for name, weight in (("a", 3), ("b", 1)):
        text += f"  - id: {name}\n    titles: {{en: {name}}}\n    weight: {weight}\n    questions:\n"
        for number in (1, 2):
            asked = title if name == "b" else "Q"
            text += f"      - id: {name}{number}\n        type: single\n        titles: {{en: {asked}}}\n        choices:\n{LEVELS}"
    return text + (
        "scoring:\n"
        "  - {id: index, type: composite, mean: arithmetic, scale: [0, 100], needed: 0.75, unknown: lowest}\n"
    )


def small_method() -> Method:
    """Two dimensions of weights 3 and 1, two questions each."""
    return read_file(text=small_text())


def person(role: str, body_key: str) -> Actor:
    number = next(_numbers)
    return Actor(
        kind="person", key=f"account:{number}", account_id=number, roles=frozenset({(role, body_key)})
    )


def load(version: str = "1.0.0", title: str = "Q") -> None:
    assess.save_method(actor=SYSTEM, method=read_file(text=small_text(version, title)), owner=LEAD)
    assess.publish_method(actor=person("publisher", LEAD), urn=URN, version=version)


def make_population(agencies: int = 6, communes: int = 6) -> list[str]:
    """A ministry that leads, and bodies under none."""
    agency = [f"agency-{n}" for n in range(agencies)]
    commune = [f"commune-{n}" for n in range(communes)]
    make_bodies(
        body(LEAD, kind="ministry"),
        *(body(key, kind="agency") for key in agency),
        *(body(key, kind="commune") for key in commune),
    )
    return [*agency, *commune]


def plan(key: str, lead: Actor, **more: object) -> int:
    given: dict[str, object] = {
        "titles": {"fr": f"Vague {key}", "ar": f"موجة {key}", "en": f"Wave {key}"}, "owner": LEAD,
        "kinds": ["agency", "commune"], "opens_on": date(2026, 1, 1), "due_on": date(2026, 3, 1), "urn": URN,
    }  # fmt: skip
    return services.plan_wave(actor=lead, key=key, **(given | more))  # type: ignore[arg-type]


def answer(key: str, levels: Mapping[str, int]) -> None:
    """Let bodies answer one level everywhere, and hand in."""
    rows = {one.body: one for one in Assessment.objects.filter(campaign__key=key, body__in=levels)}
    Answer.objects.bulk_create(
        Answer(
            assessment=rows[name],
            question=question,
            value=f"l{level}",
            author="account:1",
            answered_at=clock.now(),
        )
        for name, level in levels.items()
        for question in ("a1", "a2", "b1", "b2")
    )
    for name in levels:
        assess.submit_assessment(actor=SYSTEM, key=rows[name].key)


def verify(key: str, bodies: Sequence[str], *, lower: Sequence[str] = ()) -> None:
    """Approve bodies; those of `lower` had one question a level too high."""
    for one in Assessment.objects.filter(campaign__key=key, body__in=bodies):
        if one.body in lower:
            now = int(one.answers.get(question="a1").value[1:])
            assess.verify_answer(actor=SYSTEM, key=one.key, question="a1", value=f"l{max(0, now - 1)}")
        assess.approve_assessment(actor=SYSTEM, key=one.key, reason="Checked.")
