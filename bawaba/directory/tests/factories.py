"""Bodies, territories and accounts for tests. Names, numbers and addresses here are samples, not facts."""

from itertools import count

from bawaba.directory import services
from bawaba.directory.models import Territory, TerritoryName
from bawaba.directory.types import BodyRecord, ContactPointRecord, OpeningSpan
from bawaba.kernel.actors import Actor, system_actor
from bawaba.kernel.models import Account

SYSTEM = system_actor("tests")
_numbers = count(1)

SAMPLE_CONTACT = ContactPointRecord(
    label={"ar": "شباك تجريبي", "fr": "Guichet d'essai"},
    phone="+212 500 000 000",
    email="guichet@demo.example",
    url="https://demo.example/guichet",
    address={"fr": "1, rue de l'Exemple"},
    hours=(
        OpeningSpan(1, "08:30", "12:00"),
        OpeningSpan(1, "13:00", "16:30"),
        OpeningSpan(5, "09:00", "11:00"),
    ),
)


def body(key: str, parent: str = "", **fields: object) -> BodyRecord:
    defaults: dict[str, object] = {"names": {"ar": f"هيئة {key}", "fr": f"Organisme {key}"}, "kind": "agency"}
    return BodyRecord(key=key, parent=parent, **(defaults | fields))  # type: ignore[arg-type]


def make_bodies(*bodies: BodyRecord) -> None:
    services.ensure_bodies(actor=SYSTEM, bodies=bodies)


def make_tree() -> None:
    """ministry → agency → office, and another ministry beside."""
    make_bodies(body("ministry"), body("agency", "ministry"), body("office", "agency"), body("other"))


def make_territory(code: str, kind: str = "commune", parent: Territory | None = None) -> Territory:
    territory = Territory.objects.create(
        code=code, kind=kind, parent=parent, population=10, population_year=2024
    )
    for language in ("ar", "fr"):
        TerritoryName.objects.create(territory=territory, language=language, name=f"{code} {language}")
    return territory


def make_account(**fields: object) -> Account:
    number = next(_numbers)
    return Account.objects.create(**({"username": f"member-{number}"} | fields))


def make_person(*roles: tuple[str, str]) -> Actor:
    return Actor(kind="person", key="account:1", account_id=1, roles=frozenset(roles))
