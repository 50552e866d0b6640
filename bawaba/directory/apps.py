from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Which bodies and territories exist?"""

    name = "bawaba.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"
