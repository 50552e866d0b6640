from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The composition root: settings, addresses, API, command line."""

    name = "bawaba.project"
    label = "project"
