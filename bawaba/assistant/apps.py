from django.apps import AppConfig


class AssistantConfig(AppConfig):
    """What is the answer to my question, and where is it written?"""

    name = "bawaba.assistant"
    label = "assistant"
    default_auto_field = "django.db.models.BigAutoField"
