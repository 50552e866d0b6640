"""The site's settings, with static files as they lie in the rooms: for servers that are asked for no style."""

from bawaba.project.settings import *  # noqa: F403 - all of them
from bawaba.project.settings import STORAGES as _STORAGES

STORAGES = {
    **_STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
