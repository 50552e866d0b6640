"""The authorization endpoint: a browser comes from a relying party and goes back with a code.

With a live session and a remembered consent the answer is immediate. Otherwise the request waits in the
session while its person signs in, proves more or agrees, and goes on at `/oidc/resume`.
"""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from bawaba.identity.oidc import codes, consents, interactions, journal, pushed, replies, steps, unredeemed
from bawaba.identity.oidc.authorization import AuthorizationRequest, Unanswerable
from bawaba.identity.oidc.errors import ProtocolError, error_answer
from bawaba.identity.oidc.interactions import Interaction
from bawaba.identity.oidc.opening import Opened, Redirected, open_request, reopen_request
from bawaba.identity.oidc.parameters import read_given
from bawaba.identity.oidc.replies import Reply
from bawaba.identity.oidc.steps import Step
from bawaba.identity.queries import current_authentication
from bawaba.identity.rules.places import cut_place
from bawaba.identity.types import Authentication, Level
from bawaba.kernel import clock, rates

SIGN_IN: Final = "account_login"
STEP_UP: Final = "identity:step-up"
CONSENT: Final = "identity:consent"


def show_authorization(request: HttpRequest) -> Reply:
    """Answer an authorization request (OpenID Connect Core, section 3.1.2; RFC 6749, section 4.1)."""
    return _answer(request, open_request, ("GET", "POST"))


def resume_authorization(request: HttpRequest) -> Reply:
    """Go on with a request that waited while its person signed in, proved more or decided."""
    return _answer(request, reopen_request, ("GET",))


def _answer(
    request: HttpRequest, opening: Callable[[HttpRequest], Opened], methods: tuple[str, ...]
) -> Reply:
    if request.method not in methods:
        allowed = {"Allow": ", ".join(methods)}
        return error_answer(
            ProtocolError("invalid_request", "this method is not allowed here", 405, headers=allowed)
        )
    try:
        return _proceed(request, opening(request))
    except Redirected as refused:
        client_id = refused.reply.client.client_id
        journal.note_refusal(client_id=client_id, door="authorize", error=refused.error.error)
        return replies.answer_error(request, refused.reply, refused.error)
    except Unanswerable as error:
        journal.note_refusal(client_id=error.client_id, door="authorize", error=error.error)
        return replies.show_unanswerable(request, error)


def _proceed(request: HttpRequest, opened: Opened) -> Reply:
    """Take the next step. Two SQL queries with the session's where the answer is immediate."""
    authentication = current_authentication(request=request)
    if authentication is None and _may_lack_its_cookie(request):
        return _come_again(request)
    if opened.pushed is not None and not pushed.use_pushed(opened.pushed):
        raise Unanswerable("this request_uri was used before", reason="gone", error="invalid_request_uri")
    standing = _find_standing(opened.asked, authentication)
    step = _next_step(request, opened, authentication, standing)
    if step is Step.ISSUE and authentication is not None:
        return _issue(request, opened, authentication, standing)
    return _ask_person(request, opened, step)


def _may_lack_its_cookie(request: HttpRequest) -> bool:
    """Say whether a session may exist that the browser did not name: it names none in a POST from elsewhere."""
    return request.method == "POST" and settings.SESSION_COOKIE_NAME not in request.COOKIES


def _come_again(request: HttpRequest) -> Reply:
    """Let the browser come by GET, with which it brings its cookie (SameSite=Lax)."""
    query = urlencode(read_given(request), doseq=True)
    return replies.redirect(request, f"{request.path}?{query}")


def _next_step(
    request: HttpRequest,
    opened: Opened,
    authentication: Authentication | None,
    standing: steps.Standing | None,
) -> Step:
    asked, interaction = opened.asked, opened.interaction
    try:
        return steps.next_step(
            asked=asked,
            authentication=authentication,
            standing=standing,
            progress=interaction.progress if interaction else steps.NEW,
            moment=clock.now(),
        )
    except ProtocolError as error:
        if interaction is not None:
            interactions.end(request, interaction)
        raise Redirected(asked.reply, error) from error


def _find_standing(
    asked: AuthorizationRequest, authentication: Authentication | None
) -> steps.Standing | None:
    if authentication is None or steps.needs_no_consent(asked):
        return None
    return consents.find_standing(person_id=authentication.person_id, client=asked.client)


def _issue(
    request: HttpRequest, opened: Opened, authentication: Authentication, standing: steps.Standing | None
) -> Reply:
    """Send the code, which holds all that was authorized: nothing is written before it is redeemed."""
    asked = opened.asked
    claims = steps.shared_claims(asked, standing)
    key, place = codes.make_key(), cut_place(rates.client_network(request))
    code = codes.make_code(
        key=key,
        client_id=asked.client.id,
        authentication=authentication,
        level=steps.told_level(asked, authentication.level),
        scopes=asked.scopes,
        granted=claims,
        wishes=steps.granted_wishes(asked, claims),
        by_consent=not steps.needs_no_consent(asked),
        nonce=asked.nonce,
        redirect_uri=asked.reply.redirect_uri,
        challenge=asked.code_challenge,
        jkt=asked.dpop_jkt,
        place=place,
    )
    _remember_code(key, asked, authentication, place)
    if opened.interaction is not None:
        interactions.end(request, opened.interaction)
    return replies.answer_code(request, asked.reply, code)


def _remember_code(key: str, asked: AuthorizationRequest, authentication: Authentication, place: str) -> None:
    at = clock.now().timestamp()
    unredeemed.remember(
        unredeemed.SentCode(
            key=key,
            person_id=authentication.person_id,
            relying_party_id=asked.client.id,
            level=steps.told_level(asked, authentication.level).value,
            place=place,
            sid=authentication.sid,
            at=at,
            expires_at=at + settings.OIDC_CODE_TTL_S,
        )
    )


def _ask_person(request: HttpRequest, opened: Opened, step: Step) -> Reply:
    """Send the person to the page of this step, which sends them on to `/oidc/resume`."""
    asked = opened.asked
    interaction = opened.interaction or interactions.begin(
        request,
        client_id=asked.client.client_id,
        given=opened.given,
        pushed=opened.pushed.pk if opened.pushed else 0,
    )
    if step is Step.STEP_UP:
        interactions.change(request, interaction, stepped_up=True)
    with translation.override(asked.language or replies.page_language(request)):
        return replies.redirect(request, _page_of(step, asked, interaction))


def _page_of(step: Step, asked: AuthorizationRequest, interaction: Interaction) -> str:
    going_on = {"next": interaction.resume_address}
    if step is Step.CONSENT:
        return f"{reverse(CONSENT)}?{urlencode({'request': interaction.key})}"
    if step is Step.SIGN_IN:
        hint = {"login_hint": asked.login_hint} if asked.login_hint else {}
        return f"{reverse(SIGN_IN)}?{urlencode({**going_on, **hint})}"
    wanted = steps.wanted_level(asked.acr_values) or Level.LOW
    recent = {"max_age": _age_to_reach(asked)} if step is Step.PROVE_AGAIN else {}
    return f"{reverse(STEP_UP)}?{urlencode({'level': wanted.value, **recent, **going_on})}"


def _age_to_reach(asked: AuthorizationRequest) -> int:
    return 0 if "login" in asked.prompts else asked.max_age_s or 0
