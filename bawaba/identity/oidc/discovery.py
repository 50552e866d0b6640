"""The discovery document and the keys (OpenID Connect Discovery 1.0; RFC 8414)."""

import json
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest

from bawaba.identity.oidc import dpop, jose, keys
from bawaba.identity.oidc.answers import JSON, Answer, json_answer
from bawaba.identity.oidc.client_metadata import GRANT_TYPES
from bawaba.identity.oidc.clients import METHODS
from bawaba.identity.oidc.endpoints import protocol_endpoint
from bawaba.identity.oidc.scopes import CLAIMS, SCOPES, TOKEN_CLAIMS
from bawaba.identity.types import Level
from bawaba.kernel.languages import LANGUAGES

CONFIGURATION_MAX_AGE_S: Final = 900
_CONFIDENTIAL_METHODS: Final = [method for method in METHODS if method != "none"]


@protocol_endpoint("GET", cors=True)
def show_configuration(request: HttpRequest) -> Answer:
    """Say what this provider offers and where, for OpenID Connect and OAuth clients alike."""
    kept = f"public, max-age={CONFIGURATION_MAX_AGE_S}"
    return Answer(
        _configuration_text(settings.ISSUER).encode(), headers={"Content-Type": JSON, "Cache-Control": kept}
    )


@protocol_endpoint("GET", cors=True)
def show_keys(request: HttpRequest) -> Answer:
    """Publish the public keys; clients may keep them a quarter of an hour."""
    kept = {"Cache-Control": f"public, max-age={keys.JWKS_MAX_AGE_S}"}
    return json_answer(keys.published_jwks(), headers=kept, media_type="application/jwk-set+json")


@lru_cache(maxsize=8)
def _configuration_text(issuer: str) -> str:
    return json.dumps(configuration(issuer))


def configuration(issuer: str) -> dict[str, Any]:  # Any: JSON
    """Return the provider's metadata: everything in it is true of this program."""
    return {**_endpoints(issuer), **_offers(), **_algorithms(), **_extensions()}


def _endpoints(issuer: str) -> dict[str, Any]:  # Any: JSON
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oidc/authorize",
        "token_endpoint": f"{issuer}/oidc/token",
        "userinfo_endpoint": f"{issuer}/oidc/userinfo",
        "jwks_uri": f"{issuer}/oidc/jwks",
        "pushed_authorization_request_endpoint": f"{issuer}/oidc/par",
        "revocation_endpoint": f"{issuer}/oidc/revoke",
        "introspection_endpoint": f"{issuer}/oidc/introspect",
        "end_session_endpoint": f"{issuer}/oidc/logout",
        "backchannel_authentication_endpoint": f"{issuer}/oidc/bc-authorize",
    }


def _offers() -> dict[str, Any]:  # Any: JSON
    return {
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": list(GRANT_TYPES),
        "acr_values_supported": [level.acr for level in Level],
        "subject_types_supported": ["public", "pairwise"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "display_values_supported": ["page"],
        "claim_types_supported": ["normal"],
        "claims_supported": [*TOKEN_CLAIMS, *CLAIMS],
        "claims_locales_supported": ["ar"],
        "ui_locales_supported": list(LANGUAGES),
        "claims_parameter_supported": True,
        "request_parameter_supported": True,
        "request_uri_parameter_supported": False,
        "require_request_uri_registration": False,
        "token_endpoint_auth_methods_supported": list(METHODS),
        "revocation_endpoint_auth_methods_supported": list(METHODS),
        "introspection_endpoint_auth_methods_supported": _CONFIDENTIAL_METHODS,
    }


def _algorithms() -> dict[str, Any]:  # Any: JSON
    ours, theirs = list(keys.SIGNING_ALGORITHMS), list(jose.ALGORITHMS)
    return {
        "id_token_signing_alg_values_supported": ours,
        "userinfo_signing_alg_values_supported": ours,
        "request_object_signing_alg_values_supported": theirs,
        "token_endpoint_auth_signing_alg_values_supported": theirs,
        "revocation_endpoint_auth_signing_alg_values_supported": theirs,
        "introspection_endpoint_auth_signing_alg_values_supported": theirs,
        "backchannel_authentication_request_signing_alg_values_supported": theirs,
        "dpop_signing_alg_values_supported": list(dpop.ALGORITHMS),
        "code_challenge_methods_supported": ["S256"],
    }


def _extensions() -> dict[str, Any]:  # Any: JSON
    return {
        "require_pushed_authorization_requests": False,
        "require_signed_request_object": False,
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "frontchannel_logout_supported": False,
        "backchannel_token_delivery_modes_supported": ["poll", "ping"],
        "backchannel_user_code_parameter_supported": False,
    }
