"""Registration of the identity room."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "bawaba.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
