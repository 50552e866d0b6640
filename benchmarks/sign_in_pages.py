"""Sign people in on the site's own pages, by passkey and by password, and count the processor time.

Each sign-in comes from another address, as people's do, behind a proxy that says which: so the limits
against guessing stay in force and never bite.
"""

import html
import http.client
import itertools
import json
import re
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any
from urllib.parse import urlencode

from argon2.low_level import Type, hash_secret_raw
from code_flow import CONNECTIONS, Browser, Cost, Provider, Unexpected, measure
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.utils import websafe_encode
from nacl.bindings import crypto_pwhash_alg, crypto_pwhash_ALG_ARGON2ID13
from servers import WORKERS

from bawaba.identity.tests.software_key import SoftwareKey

LOGIN = "/fr/account/login/"
PASSKEY = "/fr/account/2fa/webauthn/login/"
OPTIONS = re.compile(r'data-options="([^"]*)"')
TIME_COST, MEMORY_KIB = 2, 19 * 1024
_numbers = itertools.count(1)


def measure_passkeys(provider: Provider, facts: dict[str, Any], seconds: float) -> Cost:
    """Return how many people signed in by passkey: the challenge asked for, and the answer sent."""

    def steps(link: http.client.HTTPConnection, place: int) -> Callable[[], object]:
        mine = itertools.cycle(
            [read_key(known, facts["origin"]) for known in facts["keys"][place::CONNECTIONS]]
        )
        return lambda: sign_in_by_passkey(link, *next(mine))

    return measure(provider.pid, provider.connect, steps, seconds)


def read_key(known: dict[str, str], origin: str) -> tuple[SoftwareKey, str]:
    """Return a software authenticator and the user handle that it answers with."""
    private = ec.derive_private_key(int(known["private"], 16), ec.SECP256R1())
    credential = bytes.fromhex(known["credential"])
    key = SoftwareKey(origin=origin, counts=False, credential_id=credential, private=private)
    return key, websafe_encode(known["handle"].encode())


def sign_in_by_passkey(link: http.client.HTTPConnection, key: SoftwareKey, handle: str) -> None:
    browser, sender = Browser({"csrftoken": new_token()}), new_address()
    asked = send(link, browser, "GET", PASSKEY, sender)
    options = json.loads(asked[1])["request_options"]["publicKey"]
    answer = key.sign(options["challenge"])
    answer["response"]["userHandle"] = handle
    status, body = send(link, browser, "POST", PASSKEY, sender, credential=json.dumps(answer))
    if status != 302 or "sessionid" not in browser.cookies:
        raise Unexpected(f"{status} at {PASSKEY}: {body[:300]!r}")


def measure_approvals(provider: Provider, facts: dict[str, Any], seconds: float) -> Cost:
    """Return how many requests people approved on their phones: told of it, shown it, signed with its number.

    facts["requests"]: requests that wait; a burst fails where none is left
    """
    keys = [read_key(known, facts["origin"])[0] for known in facts["keys"]]

    def steps(link: http.client.HTTPConnection, place: int) -> Callable[[], object]:
        mine = iter(facts["requests"][place::CONNECTIONS])

        def approve() -> None:
            asked = next(mine)
            phone = Browser({"csrftoken": new_token(), facts["cookie"]: facts["phones"][asked["phone"]]})
            approve_request(link, phone, keys[asked["phone"]], asked)

        return approve

    return measure(provider.pid, provider.connect, steps, seconds)


def approve_request(
    link: http.client.HTTPConnection, phone: Browser, key: SoftwareKey, asked: dict[str, Any]
) -> None:
    sender, path = new_address(), f"/app/requests/{asked['request']}"
    status, told = send(link, phone, "GET", "/app/requests/stream", sender)
    if status != 200 or str(asked["request"]).encode() not in told:
        raise Unexpected(f"{status} at the stream: {told[:300]!r}")
    status, page = send(link, phone, "GET", path, sender)
    options = OPTIONS.search(page.decode())
    if options is None:
        raise Unexpected(f"{status} at {path}: {page[:300]!r}")
    answer = key.sign(json.loads(html.unescape(options[1]))["challenge"])
    status, body = send(
        link, phone, "POST", path, sender,
        decision="approve", number=asked["number"], answer=json.dumps(answer),
    )  # fmt: skip
    if status != 302:
        raise Unexpected(f"{status} at {path}: {body[:300]!r}")


def measure_passwords(provider: Provider, facts: dict[str, Any], seconds: float) -> Cost:
    """Return how many people signed in by password: the form sent, with everything that follows."""

    def steps(link: http.client.HTTPConnection, place: int) -> Callable[[], object]:
        mine = itertools.cycle(facts["emails"][place::CONNECTIONS])
        return lambda: sign_in_by_password(link, next(mine), facts["password"])

    return measure(provider.pid, provider.connect, steps, seconds)


def sign_in_by_password(link: http.client.HTTPConnection, email: str, password: str) -> None:
    browser = Browser({"csrftoken": new_token()})
    status, body = send(link, browser, "POST", LOGIN, new_address(), login=email, password=password)
    if status != 302 or "sessionid" not in browser.cookies:
        raise Unexpected(f"{status} at {LOGIN}: {body[:300]!r}")


def time_strangers(
    provider: Provider, facts: dict[str, Any], count: int
) -> dict[str, tuple[list[float], list[float]]]:
    """Return how long wrong passwords and requests for a phone took for people known and unknown, in seconds.

    They are asked in turn over one connection, each from another address, and each name once.
    """
    link = provider.connect()
    took: dict[str, tuple[list[float], list[float]]] = {"password": ([], []), "phone": ([], [])}
    known = facts["emails"][:count]
    for number, email in enumerate(known):
        for side, name in enumerate((email, f"nobody-{number}-{secrets.token_hex(4)}@people.invalid")):
            started = time.perf_counter()
            status, _ = send(
                link, Browser({"csrftoken": (token := new_token())}), "POST", LOGIN, new_address(),
                login=name, password=f"wrong {token}",
            )  # fmt: skip
            took["password"][side].append(time.perf_counter() - started)
            if status != 200:
                raise Unexpected(f"{status} at {LOGIN} for a wrong password")
            took["phone"][side].append(_ask_phone(link, facts, name))
    return took


def _ask_phone(link: http.client.HTTPConnection, facts: dict[str, Any], name: str) -> float:
    form = urlencode({"scope": "openid profile", "login_hint": name})
    headers = {"Authorization": facts["phone_client"], "Content-Type": "application/x-www-form-urlencoded"}
    started = time.perf_counter()
    link.request("POST", "/oidc/bc-authorize", form, headers)
    answer = link.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise Unexpected(f"{answer.status} at /oidc/bc-authorize: {body[:300]!r}")
    return time.perf_counter() - started


def send(
    link: http.client.HTTPConnection, browser: Browser, method: str, path: str, sender: str, **form: str
) -> tuple[int, bytes]:
    """Send a request as a browser behind the proxy and keep its cookies."""
    headers = {**browser.headers(), "X-Forwarded-For": sender, "X-Requested-With": "XMLHttpRequest"}
    body = None
    if method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        del headers["X-Requested-With"]
        body = urlencode({"csrfmiddlewaretoken": browser.cookies["csrftoken"], **form})
    link.request(method, path, body, headers)
    answer = link.getresponse()
    read = answer.read()
    browser.keep(answer)
    return answer.status, read


def new_token() -> str:
    """Return a value that may stand in the cookie and in the form alike, as Django compares them."""
    return secrets.token_hex(16)


def new_address() -> str:
    number = next(_numbers)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def by_argon2_cffi() -> None:
    """Compute the password hash with the reference implementation."""
    hash_secret_raw(b"a password", b"0123456789abcdef", TIME_COST, MEMORY_KIB, 1, 32, Type.ID)


def by_libsodium() -> None:
    """Compute the same hash with the library that the site takes."""
    crypto_pwhash_alg(
        32, b"a password", b"0123456789abcdef", TIME_COST, MEMORY_KIB * 1024, crypto_pwhash_ALG_ARGON2ID13
    )


def hashes_per_cpu_s(compute: Callable[[], None], seconds: float) -> Cost:
    """Return how many times this machine computes the password hash alone, with the site's parameters.

    As many processes at once as the server has workers: they share the memory's bandwidth as the workers do.
    """
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("fork")) as pool:
        costs = list(pool.map(_hash_for, [compute] * WORKERS, [seconds] * WORKERS))
    return Cost(sum(cost.done for cost in costs), sum(cost.cpu_s for cost in costs))


def _hash_for(compute: Callable[[], None], seconds: float) -> Cost:
    started, deadline, done = time.process_time(), time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        compute()
        done += 1
    return Cost(done, time.process_time() - started)
