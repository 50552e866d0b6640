"""Settings of commands that only compute: no other room is imported, so that they start at once."""

from bawaba.project.settings import *  # noqa: F403  # the same settings, but for what is loaded

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django_tasks",
    "django_tasks_db",
    "bawaba.kernel",
    "bawaba.coverage",
]
