from django.apps import AppConfig


class AiConfig(AppConfig):
    """Which AI do administrations use or plan, is it worth it, and is it responsible?"""

    name = "bawaba.ai"
    label = "ai"
    default_auto_field = "django.db.models.BigAutoField"
