from django.apps import AppConfig


class MaturityConfig(AppConfig):
    """How digital is this administration?"""

    name = "bawaba.maturity"
    label = "maturity"
    default_auto_field = "django.db.models.BigAutoField"
