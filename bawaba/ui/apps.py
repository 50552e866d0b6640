from django.apps import AppConfig


class UiConfig(AppConfig):
    """The design system: base templates, components, styles, icons."""

    name = "bawaba.ui"
    label = "ui"
