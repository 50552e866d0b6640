"""People, bodies and a campaign, for the tests of pages."""

from datetime import date

from bawaba.assess import queries, services
from bawaba.assess.models import Assessment
from bawaba.assess.tests.methods import EXAMPLE
from bawaba.directory import services as directory
from bawaba.directory.models import Body, Membership
from bawaba.directory.types import BodyRecord
from bawaba.kernel.actors import system_actor
from bawaba.kernel.models import Account

URN = "urn:bawaba:method:example"
SYSTEM = system_actor("test")


def make_account(name: str, role: str, body: str) -> Account:
    account = Account.objects.create(username=name, first_name=name.title(), email=f"{name}@example.org")
    Membership.objects.create(account=account, body=Body.objects.get(key=body), role=role)
    return account


def make_campaign(*, communes: int = 2, text: str = EXAMPLE) -> None:
    keys = ["ministry", *(f"commune-{number}" for number in range(1, communes + 1))]
    directory.ensure_bodies(
        actor=SYSTEM,
        bodies=[BodyRecord(key=key, names={"ar": f"إدارة {key}", "fr": f"Administration {key}"}, kind="commune") for key in keys],
    )  # fmt: skip
    services.save_method(actor=SYSTEM, method=queries.read_file(text=text), owner="ministry")
    services.publish_method(actor=SYSTEM, urn=URN, version="1.0.0")
    services.open_campaign(
        actor=SYSTEM, key="wave-1", titles={"fr": "Vague 1", "ar": "الموجة 1"}, urn=URN, version="1.0.0", owner="ministry",
        bodies=keys[1:], opens_on=date(2026, 1, 1), due_on=date(2026, 3, 1), reminders=[7, 1],
    )  # fmt: skip


def key_of(body: str) -> str:
    return Assessment.objects.get(body=body, supersedes=None).key
