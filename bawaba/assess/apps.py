from django.apps import AppConfig


class AssessConfig(AppConfig):
    """What is the score, why, and what would raise it?"""

    name = "bawaba.assess"
    label = "assess"
    default_auto_field = "django.db.models.BigAutoField"
