from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Which service do I need?"""

    name = "bawaba.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
