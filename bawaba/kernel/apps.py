from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Errors, audit, ports, clock, languages, jobs: what every room stands on."""

    name = "bawaba.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
