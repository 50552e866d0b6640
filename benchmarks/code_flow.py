"""Sign in through an OpenID Provider as fast as it answers, and count the processor time that it took.

The driver is a relying party of one kind: code flow with PKCE and HTTP Basic, over kept-alive connections,
with browsers that hold a live session. Processor time is that of the server's whole process tree, read from
/proc, so that neither this driver nor what else the machine does is counted.
"""

import base64
import hashlib
import http.client
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

REDIRECT_URI = "https://relying.example/callback"
SCOPE = "openid profile email offline_access"
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
CONNECTIONS = 4


class Unexpected(Exception):
    """The server answered something else than the flow's next step."""


@dataclass
class Browser:
    """A person's browser: its cookies, as a server set them."""

    cookies: dict[str, str] = field(default_factory=dict)

    def headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def keep(self, answer: http.client.HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value


@dataclass(frozen=True)
class Provider:
    """One provider to measure: where it answers, and the relying party's credentials there."""

    name: str
    port: int
    pid: int
    authorize: str
    token: str
    client_id: str
    secret: str

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    @property
    def basic(self) -> str:
        return "Basic " + base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()


@dataclass(frozen=True)
class Cost:
    """What a burst took. done: how many flows or calls; cpu_s: the server's processor time."""

    done: int
    cpu_s: float

    @property
    def per_cpu_s(self) -> float:
        return self.done / self.cpu_s


def process_tree(pid: int) -> Iterator[int]:
    """Yield a process and all that it started (Linux)."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from process_tree(int(child))


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process tree has used, user and system, in seconds."""
    ticks = 0
    for one in process_tree(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))  # utime, stime, and those of children that ended
    return ticks / TICKS_PER_S


def authorize(
    link: http.client.HTTPConnection, provider: Provider, browser: Browser, **more: str
) -> tuple[str, str]:
    """Ask for a code with a live session; return the code and the PKCE verifier."""
    verifier, state = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "client_id": provider.client_id, "response_type": "code", "redirect_uri": REDIRECT_URI,
        "scope": SCOPE, "state": state, "nonce": secrets.token_urlsafe(16),
        "code_challenge": challenge, "code_challenge_method": "S256", **more,
    }  # fmt: skip
    place = follow(link, browser, f"{provider.authorize}?{urlencode(asked)}")
    given = parse_qs(urlsplit(place).query)
    if not place.startswith(REDIRECT_URI) or "code" not in given or given["state"] != [state]:
        raise Unexpected(f"{provider.name} sent the browser to {place}")
    return given["code"][0], verifier


def follow(link: http.client.HTTPConnection, browser: Browser, path: str) -> str:
    """Follow redirections inside the provider; return the address outside of it."""
    for _ in range(8):
        link.request("GET", path, headers=browser.headers())
        answer = link.getresponse()
        body = answer.read()
        browser.keep(answer)
        place = answer.headers.get("Location", "")
        if answer.status not in (302, 303) or not place:
            raise Unexpected(f"{answer.status} at {path}: {body[:300]!r}")
        if place.startswith("https://relying.example/"):
            return place
        parts = urlsplit(place)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    raise Unexpected("redirected in circles")


def ask_token(link: http.client.HTTPConnection, provider: Provider, **form: str) -> dict[str, object]:
    """Call the token endpoint and return its answer."""
    headers = {"Authorization": provider.basic, "Content-Type": "application/x-www-form-urlencoded"}
    link.request("POST", provider.token, urlencode(form), headers)
    answer = link.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise Unexpected(f"{answer.status} at {provider.token}: {body[:300]!r}")
    given: dict[str, object] = json.loads(body)
    return given


def sign_in(link: http.client.HTTPConnection, provider: Provider, browser: Browser) -> dict[str, object]:
    """Go through one whole code flow and return the tokens."""
    code, verifier = authorize(link, provider, browser)
    tokens = ask_token(
        link, provider, grant_type="authorization_code", code=code, redirect_uri=REDIRECT_URI,
        code_verifier=verifier,
    )  # fmt: skip
    if not {"access_token", "id_token", "refresh_token"} <= tokens.keys():
        raise Unexpected(f"{provider.name} left out a token: {sorted(tokens)}")
    return tokens


def measure_flows(provider: Provider, browsers: Sequence[Browser], seconds: float) -> Cost:
    """Return how many whole flows a burst made, each connection with browsers of its own, in turn."""

    def steps(link: http.client.HTTPConnection, place: int) -> Callable[[], object]:
        mine, turn = browsers[place::CONNECTIONS], iter(range(1 << 30))
        return lambda: sign_in(link, provider, mine[next(turn) % len(mine)])

    return measure(provider.pid, provider.connect, steps, seconds)


def measure_refreshes(provider: Provider, browsers: Sequence[Browser], seconds: float) -> Cost:
    """Return how many refreshes a burst made; each takes the refresh token of the one before it."""

    def steps(link: http.client.HTTPConnection, place: int) -> Callable[[], object]:
        held = [str(sign_in(link, provider, browsers[place])["refresh_token"])]

        def refresh() -> None:
            given = ask_token(link, provider, grant_type="refresh_token", refresh_token=held[0])
            held[0] = str(given.get("refresh_token", held[0]))

        return refresh

    return measure(provider.pid, provider.connect, steps, seconds)


def measure(
    pid: int,
    connect: Callable[[], http.client.HTTPConnection],
    steps: Callable[[http.client.HTTPConnection, int], Callable[[], object]],
    seconds: float,
) -> Cost:
    """Repeat a step on each of `CONNECTIONS` connections for some seconds and count.

    steps: given a connection and its place, does what comes before, uncounted, and returns the step
    """
    ready = []
    for place in range(CONNECTIONS):
        ready.append(steps(connect(), place))
    before, deadline = cpu_seconds(pid), time.monotonic() + seconds

    def work(step: Callable[[], object]) -> int:
        done = 0
        while time.monotonic() < deadline:
            step()
            done += 1
        return done

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        done = sum(pool.map(work, ready))
    return Cost(done, cpu_seconds(pid) - before)
