from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """The services of the benchmark's peer."""

    name = "services"
    default_auto_field = "django.db.models.BigAutoField"
