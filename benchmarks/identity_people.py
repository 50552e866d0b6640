"""What the identity benchmark needs in a home before it starts: a relying party, and people signed in there.

    BAWABA_HOME=… benchmarks/identity_people.py --browsers 64

Prints one JSON value: the client's credentials, and for each person the cookie of a live session. The people
are spread over the whole table, consented to the relying party before, and are signed in by the services
that the site's own pages use.
"""

import argparse
import json
import os
import sys
from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]
os.environ["DJANGO_SETTINGS_MODULE"] = "bawaba.project.settings"
os.environ.setdefault("BAWABA_CIBA_OPEN_MOST", "1000000")  # the limits against fatigue are not measured here
os.environ.setdefault("BAWABA_CIBA_HOURLY_MOST", "1000000")
import django  # noqa: E402 - settings come first

django.setup()

from allauth.account.utils import user_pk_to_url_str  # noqa: E402
from allauth.mfa.models import Authenticator  # noqa: E402
from allauth.usersessions.models import UserSession  # noqa: E402
from code_flow import REDIRECT_URI, SCOPE  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import login  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from fido2.utils import websafe_decode  # noqa: E402

from bawaba.identity import services  # noqa: E402
from bawaba.identity.models import BackchannelRequest, Consent, Device, Person, RelyingParty  # noqa: E402
from bawaba.identity.oidc.registration import add_client, renew_secret  # noqa: E402
from bawaba.identity.oidc.scopes import claims_of_scopes  # noqa: E402
from bawaba.identity.rules.levels import Method  # noqa: E402
from bawaba.identity.services.approvals import open_backchannel  # noqa: E402
from bawaba.identity.services.devices import enrol_device  # noqa: E402
from bawaba.identity.services.passkeys import make_nonce, this_site  # noqa: E402
from bawaba.identity.tests.software_key import SoftwareKey  # noqa: E402
from bawaba.identity.types import Authentication, Level, Particulars  # noqa: E402
from bawaba.kernel import clock  # noqa: E402
from bawaba.kernel.actors import system_actor  # noqa: E402

ACTOR = system_actor("benchmark")
CLIENT_ID = "bench"
PHONE_CLIENT_ID = "bench-phones"
SIGN_INS = 200  # people who sign in by passkey, and as many by password
DEVICE = "Benchmark"
PASSWORD = "une phrase de passe pour mesurer"
METADATA = {
    "client_name": "Benchmark",
    "redirect_uris": [REDIRECT_URI],
    "grant_types": ["authorization_code", "refresh_token"],
    "scope": SCOPE,
}


def register() -> tuple[RelyingParty, str]:
    """Return the relying party with a secret that is good now."""
    if RelyingParty.objects.filter(client_id=CLIENT_ID).exists():
        registered = renew_secret(actor=ACTOR, client_id=CLIENT_ID)
    else:
        registered = add_client(actor=ACTOR, metadata=METADATA, approved=True, client_id=CLIENT_ID)
    return registered.row, registered.secret


def register_for_phone() -> str:
    """Return the Authorization header of a relying party that may ask on phones."""
    metadata = {
        "client_name": "Benchmark on phones", "redirect_uris": [REDIRECT_URI], "scope": "openid profile",
        "grant_types": ["authorization_code", "urn:openid:params:grant-type:ciba"],
        "backchannel_token_delivery_mode": "poll",
    }  # fmt: skip
    if RelyingParty.objects.filter(client_id=PHONE_CLIENT_ID).exists():
        made = renew_secret(actor=ACTOR, client_id=PHONE_CLIENT_ID)
    else:
        made = add_client(actor=ACTOR, metadata=metadata, approved=True, client_id=PHONE_CLIENT_ID)
    return "Basic " + b64encode(f"{PHONE_CLIENT_ID}:{made.secret}".encode()).decode()


def choose_people(count: int) -> list[Person]:
    """Return people from all over the table."""
    first, last = Person.objects.order_by("pk").first(), Person.objects.order_by("pk").last()
    assert first is not None, "seed people first"
    assert last is not None, "seed people first"
    step = max((last.pk - first.pk) // count, 1)
    keys = range(first.pk, last.pk + 1, step)
    return list(Person.objects.select_related("account").filter(pk__in=list(keys)[:count]))


def sign_in(person: Person, party: RelyingParty) -> str:
    """Return the key of a new session of this person, who consented to the relying party."""
    request = HttpRequest()
    request.session = SessionStore()
    login(request, person.account, backend=settings.AUTHENTICATION_BACKENDS[0])
    services.keep_authentication(request=request, account_id=person.account_id, methods=[Method.PASSWORD])
    request.session.save()
    scopes = SCOPE.split()
    Consent.objects.filter(person=person, relying_party=party).delete()
    Consent.objects.create(
        person=person, relying_party=party, scopes=scopes, claims=list(claims_of_scopes(scopes)),
        granted_at=clock.now(), expires_at=clock.now() + timedelta(days=30),
    )  # fmt: skip
    return str(request.session.session_key)


def open_account(number: int) -> str:
    """Return the address of a person who signs in by password."""
    address = f"password-{number}@people.invalid"
    if not Person.objects.filter(account__email=address).exists():
        particulars = Particulars(
            given_names={"latn": "Salma"},
            family_names={"latn": "Bennani"},
            email=address,
            email_verified=True,
        )
        services.create_person(actor=ACTOR, particulars=particulars, password=PASSWORD, synthetic=True)
    return address


def add_passkey(person: Person) -> dict[str, str]:
    """Enrol a passkey by a real ceremony; return what a driver needs to sign with it."""
    key, challenge = SoftwareKey(origin=this_site().origin, counts=False), make_nonce()
    authentication = Authentication(
        person_id=person.pk, account_id=person.account_id, subject=person.subject, sid="benchmark",
        auth_time=clock.now(), amr=("pwd",), level=Level.SUBSTANTIAL,
    )  # fmt: skip
    enrol_device(
        actor=ACTOR, authentication=authentication, challenge=websafe_decode(challenge),
        credential=key.create(challenge), name=DEVICE,
    )  # fmt: skip
    return {
        "credential": key.credential_id.hex(),
        "private": f"{key.private.private_numbers().private_value:x}",
        "handle": user_pk_to_url_str(person.account),
    }


def open_requests(count: int) -> list[dict[str, object]]:
    """Open requests to approve on the phones of this run, in turn; return what each phone needs to answer."""
    party = RelyingParty.objects.get(client_id=CLIENT_ID)
    BackchannelRequest.objects.all().delete()
    owners = list(Device.objects.filter(name=DEVICE).order_by("pk").values_list("person_id", flat=True))
    asked = []
    for number in range(count):
        opened = open_backchannel(
            actor=ACTOR, relying_party_id=party.pk, person_id=owners[number % len(owners)], hint=f"h{number}",
            scopes=("openid", "profile"), claims={"granted": ["name", "given_name", "family_name"]},
            level=Level.LOW, binding_message="Dossier 12", life_s=600,
        )  # fmt: skip
        asked.append({"request": opened.request_id, "number": opened.number, "phone": number % len(owners)})
    return asked


def forget_sessions() -> None:
    """Forget where people are signed in: nobody signs in hundreds of times and never leaves."""
    UserSession.objects.all().delete()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--browsers", type=int, default=64)
    parser.add_argument("--open", type=int, help="only open so many requests to approve")
    parser.add_argument("--forget", action="store_true", help="only end the sessions that a burst left open")
    asked = parser.parse_args()
    if asked.forget:
        forget_sessions()
        return 0
    if asked.open:
        print(json.dumps(open_requests(asked.open)))
        return 0
    party, secret = register()
    Authenticator.objects.filter(device__name=DEVICE).delete()  # of the run before this one
    people = choose_people(asked.browsers)
    cookies = [sign_in(person, party) for person in people]
    owners = choose_people(SIGN_INS)
    prepared: dict[str, Any] = {
        "client_id": CLIENT_ID, "secret": secret, "cookie": settings.SESSION_COOKIE_NAME, "sessions": cookies,
        "emails": [open_account(number) for number in range(SIGN_INS)], "password": PASSWORD,
        "keys": [add_passkey(person) for person in owners], "origin": this_site().origin,
        "phones": [sign_in(person, party) for person in owners], "phone_client": register_for_phone(),
    }  # fmt: skip
    print(json.dumps(prepared))
    return 0


if __name__ == "__main__":
    sys.exit(main())
