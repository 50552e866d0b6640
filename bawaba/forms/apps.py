from django.apps import AppConfig


class FormsConfig(AppConfig):
    """What is asked, and is the answer valid?"""

    name = "bawaba.forms"
    label = "forms"
    default_auto_field = "django.db.models.BigAutoField"
