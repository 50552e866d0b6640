"""The portal as a relying party of the identity provider: who it is there."""

import base64
import hashlib
import hmac
from typing import Final

from django.conf import settings

from bawaba.identity import services as identity
from bawaba.kernel.actors import Actor
from bawaba.kernel.languages import LANGUAGES

CLIENT_ID: Final = "bawaba-portal"
SCOPE: Final = "openid email"
_NAMES: Final = {"ar": "بوابة", "fr": "Bawaba", "zgh": "ⴱⴰⵡⴰⴱⴰ", "en": "Bawaba"}


def register_at_provider(*, actor: Actor) -> None:
    """Register the portal as a relying party of our provider, or bring its addresses up to date."""
    identity.keep_first_party(actor=actor, client_id=CLIENT_ID, metadata=_metadata(), secret=client_secret())


def client_secret() -> str:
    """Return the portal's secret: 256 bits derived from the site's own, the same on every machine."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"portal.oidc.client", hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def redirect_uri() -> str:
    """Return where the provider sends people back to."""
    return f"{settings.SITE_ADDRESS}/signed-in"


def home_address(language: str) -> str:
    """Return where people land after they signed out."""
    return f"{settings.SITE_ADDRESS}/{language}/"


def _metadata() -> dict[str, object]:
    names = {f"client_name#{language}": name for language, name in _NAMES.items()}
    return {
        "client_name": _NAMES["fr"],
        **names,
        "redirect_uris": [redirect_uri()],
        "post_logout_redirect_uris": [home_address(language) for language in LANGUAGES],
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "subject_type": "public",
        "scope": SCOPE,
        "id_token_signed_response_alg": "ES256",
    }
