from django.apps import AppConfig


class CoverageConfig(AppConfig):
    """Who has 5G, and where next?"""

    name = "bawaba.coverage"
    label = "coverage"
    default_auto_field = "django.db.models.BigAutoField"
