"""What must happen before an authorization request is answered. Pure: no clock, no database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from bawaba.identity.oidc.authorization import AuthorizationRequest
from bawaba.identity.oidc.errors import ProtocolError
from bawaba.identity.oidc.scopes import SCOPE_CLAIMS, access_of_scopes, claims_of_scopes
from bawaba.identity.oidc.subjects import subject_for
from bawaba.identity.types import Authentication, Level

BASICS: Final = frozenset({*SCOPE_CLAIMS["profile"], *SCOPE_CLAIMS["email"]})


class Step(Enum):
    """The next thing that the person does, or nothing more."""

    SIGN_IN = "sign-in"
    PROVE_AGAIN = "prove-again"
    STEP_UP = "step-up"
    CONSENT = "consent"
    ISSUE = "issue"


@dataclass(frozen=True, slots=True)
class Progress:
    """What this browser has done for the request so far.

    started:   when we first saw it, None while it is new
    stepped_up: the person was sent to reach a higher level, and came back
    agreed:    the person said yes on the consent page of this very request
    """

    started: datetime | None = None
    stepped_up: bool = False
    agreed: bool = False


NEW: Final = Progress()


@dataclass(frozen=True, slots=True)
class Standing:
    """A consent that holds: to which scopes and claims, and which claims the person kept to themselves."""

    scopes: frozenset[str]
    claims: frozenset[str]
    declined: frozenset[str] = frozenset()


def next_step(
    *,
    asked: AuthorizationRequest,
    authentication: Authentication | None,
    standing: Standing | None,
    progress: Progress,
    moment: datetime,
) -> Step:
    """Return what comes next.

    raises: ProtocolError login_required, consent_required, unmet_authentication_requirements
    """
    silent = "none" in asked.prompts
    if authentication is None:
        if silent:
            raise ProtocolError("login_required", "nobody is signed in")
        return Step.SIGN_IN
    if asked.subject and asked.subject != subject_for(client=asked.client, subject=authentication.subject):
        raise ProtocolError("login_required", "somebody else is signed in")
    if not is_fresh(asked, authentication.auth_time, progress.started, moment):
        if silent:
            raise ProtocolError("login_required", "the person must prove again who they are")
        return Step.PROVE_AGAIN
    if _needs_step_up(asked, authentication.level, tried=silent or progress.stepped_up):
        return Step.STEP_UP
    return _consent_step(asked, authentication, standing, progress, silent=silent)


def is_fresh(
    asked: AuthorizationRequest, auth_time: datetime, started: datetime | None, moment: datetime
) -> bool:
    """Say whether the person proved who they are recently enough (Core, section 3.1.2.1: prompt, max_age)."""
    if started is not None and auth_time >= started:
        return True
    if "login" in asked.prompts or asked.max_age_s == 0:
        return False
    return asked.max_age_s is None or moment - auth_time <= timedelta(seconds=asked.max_age_s)


def _needs_step_up(asked: AuthorizationRequest, level: Level, *, tried: bool) -> bool:
    """Say whether to try for a higher level; one that is essential and out of reach is the standard's error."""
    if not asked.acr_values or satisfied_level(asked.acr_values, level) is not None:
        return False
    reachable = wanted_level(asked.acr_values) is not None
    if asked.acr_needed and (tried or not reachable):
        raise ProtocolError("unmet_authentication_requirements", "no acr that was asked for was reached")
    return reachable and not tried


def satisfied_level(acr_values: Sequence[str], level: Level) -> Level | None:
    """Return the first level asked for that a person at `level` satisfies: a higher one includes the lower."""
    for acr in acr_values:
        wanted = Level.from_acr(acr)
        if wanted is not None and wanted.rank <= level.rank:
            return wanted
    return None


def wanted_level(acr_values: Sequence[str]) -> Level | None:
    """Return the level to try for: the preferred one of those that we know."""
    return next((level for acr in acr_values if (level := Level.from_acr(acr)) is not None), None)


def told_level(asked: AuthorizationRequest, level: Level) -> Level:
    """Return the level that the answer tells: the one asked for that is satisfied, else the one reached."""
    return satisfied_level(asked.acr_values, level) or level


def _consent_step(
    asked: AuthorizationRequest,
    authentication: Authentication,
    standing: Standing | None,
    progress: Progress,
    *,
    silent: bool,
) -> Step:
    chosen = progress.started is not None and authentication.auth_time >= progress.started
    must_ask = "consent" in asked.prompts or ("select_account" in asked.prompts and not chosen)
    if must_ask and not progress.agreed:
        return Step.CONSENT
    if needs_no_consent(asked) or covers(standing, asked):
        return Step.ISSUE
    if silent:
        raise ProtocolError("consent_required", "the person has not agreed to this yet")
    return Step.CONSENT


def asked_claims(asked: AuthorizationRequest) -> tuple[str, ...]:
    """Return the claims that this request would release: asked for, and approved for the client."""
    named = {*claims_of_scopes(asked.scopes), *asked.claims.names} & asked.client.approved_claims
    return tuple(claim for claims in SCOPE_CLAIMS.values() for claim in claims if claim in named)


def optional_claims(asked: AuthorizationRequest) -> frozenset[str]:
    """Return the claims that the person may keep to themselves: all that are not marked essential.

    Without a voluntary claim the relying party must still work (Core, section 5.5.1).
    """
    needed = {
        name
        for wishes in asked.claims.wishes.values()
        for name, wish in wishes.items()
        if wish and wish.get("essential")
    }
    return frozenset(asked_claims(asked)) - needed


def shared_claims(asked: AuthorizationRequest, standing: Standing | None) -> tuple[str, ...]:
    """Return the claims that a grant may release: those asked for, without what the person declined."""
    declined = standing.declined if standing else frozenset()
    return tuple(claim for claim in asked_claims(asked) if claim not in declined)


def needs_no_consent(asked: AuthorizationRequest) -> bool:
    """Say whether the site itself asks for no more than a name and an address for letters."""
    return (
        asked.client.first_party
        and BASICS.issuperset(asked_claims(asked))
        and not access_of_scopes(asked.scopes)
    )


def covers(standing: Standing | None, asked: AuthorizationRequest) -> bool:
    """Say whether a standing consent holds for all that is asked."""
    if standing is None or not (standing.claims | standing.declined).issuperset(asked_claims(asked)):
        return False
    lasting = {*access_of_scopes(asked.scopes), *({"offline_access"} & set(asked.scopes))}
    return standing.scopes.issuperset(lasting)


def granted_wishes(asked: AuthorizationRequest, claims: Collection[str]) -> dict[str, dict[str, None]]:
    """Return what to keep of the claims parameter: place → claims that were asked for there and are granted."""
    kept = {
        place: dict.fromkeys(name for name in wishes if name in claims)
        for place, wishes in asked.claims.wishes.items()
    }
    return {place: names for place, names in kept.items() if names}
