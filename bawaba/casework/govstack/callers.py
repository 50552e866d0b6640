"""Who calls the building block's API, and what they may see."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.http import HttpRequest

from bawaba.casework.govstack.words import MEMBER, Refused, bad_request
from bawaba.casework.models import Case
from bawaba.casework.queries.access import offices_of
from bawaba.directory.queries import actor_for
from bawaba.identity.errors import AccessTokenRefused, ScopeMissing
from bawaba.identity.queries import current_access
from bawaba.kernel.actors import Actor, system_actor

HEADER: Final = "Information-Mediator-Client"
_SCOPES: Final = {False: ("desk.read", "requests.read"), True: ("desk.write", "requests.write")}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: an operator of some offices, or an applicant.

    offices: bodies whose cases an operator may see, None is every one; empty for an applicant
    level:   how surely an applicant is known; trial: the trial server trusts the mediator's header alone
    """

    actor: Actor
    offices: frozenset[str] | None
    level: str = "none"
    trial: bool = False

    @property
    def is_operator(self) -> bool:
        return self.offices is None or bool(self.offices)

    def visible(self) -> Q:
        """Return the condition on cases that this caller may see."""
        if self.offices is None:
            return Q()
        if self.offices:
            return Q(office__in=sorted(self.offices))
        return Q(owner=self.actor.key)

    def sees(self, case: Case) -> bool:
        """Say whether this caller may see a case."""
        if self.is_operator:
            return self.offices is None or case.office in self.offices
        return case.owner == self.actor.key


TRIAL: Final = Caller(actor=system_actor("govstack-trial"), offices=None, level="high", trial=True)


def find_caller(request: HttpRequest, *, write: bool = False) -> Caller:
    """Return who calls: by the access token that the request carries, in a trial by nothing. No by default.

    raises: Refused
    """
    if is_trial(request):
        return TRIAL
    try:
        access, account = current_access(request=request, any_of=_SCOPES[write])
    except (AccessTokenRefused, ScopeMissing) as fault:
        refusal = Refused(401 if isinstance(fault, AccessTokenRefused) else 403, fault.code, str(fault))
        refusal.challenge = fault.challenge
        raise refusal from fault
    actor = actor_for(account=account)
    offices = offices_of(actor) if _SCOPES[write][0] in access.scopes else frozenset()
    if offices == frozenset() and _SCOPES[write][1] not in access.scopes:
        raise Refused(403, "not-case-officer", "This account handles no requests.")
    return Caller(actor=actor, offices=offices, level=access.level.value)


def is_trial(request: HttpRequest) -> bool:
    """Say whether the trial server asks; only its own handler marks requests so."""
    return bool(getattr(request, "govstack_trial", False))


def require_member(request: HttpRequest) -> str:
    """Return which member of the mediator the request comes from.

    raises: Refused
    """
    member = str(request.headers.get(HEADER, ""))
    if not MEMBER.fullmatch(member):
        raise bad_request(f"{HEADER} is INSTANCE/CLASS/MEMBER/SUBSYSTEM.")
    return member
