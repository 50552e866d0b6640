"""Production settings of `wagtail start`, with our services and the same SQLite settings as ours."""

from bench.settings.production import *  # noqa: F403 - how Wagtail's own settings are made
from bench.settings.production import BASE_DIR, DATABASES, INSTALLED_APPS, STORAGES

SECRET_KEY = "benchmark-only-never-served-outside-this-machine"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench.peer_urls"
INSTALLED_APPS += ["services"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
DATABASES["default"] |= {
    "NAME": BASE_DIR / "db.sqlite3",
    "CONN_MAX_AGE": 600,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
        ),
    },
}
