"""Adding what will later raise a session's level: it takes a session that is strong itself."""

from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from bawaba.identity.queries import current_authentication
from bawaba.identity.services.devices import check_may_enrol

View = Callable[..., HttpResponseBase]


def strong_session(view: View) -> View:
    """Refuse a person who was proofed and whose session is weaker than what the new key would give.

    Else a stolen password, or a recovery code, would become a second factor.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **options: object) -> HttpResponseBase:
        authentication = current_authentication(request=request)
        if authentication and not is_reauthentication_required(request, app="allauth.mfa"):
            check_may_enrol(authentication=authentication)
        return view(request, *args, **options)

    return guarded
