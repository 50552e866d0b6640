from datetime import time

from django.apps import AppConfig

from bawaba.kernel.ports import DAILY, Timer, timers


class CoverageConfig(AppConfig):
    """Who has 5G, and where next?"""

    name = "bawaba.coverage"
    label = "coverage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Erase what a challenge said of whom to write to, once its time is over."""
        timers.register(
            "coverage.erase-old-contacts",
            Timer("bawaba.coverage.services.erase_old_contacts", DAILY, time(3, 40), "coverage"),
        )
