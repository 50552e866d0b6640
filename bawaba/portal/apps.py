from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What can the State do for me, and where are my matters?"""

    name = "bawaba.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
