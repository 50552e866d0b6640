from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """What public services exist?"""

    name = "bawaba.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
