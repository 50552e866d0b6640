from datetime import time

from django.apps import AppConfig

from bawaba.kernel.ports import DAILY, Timer, timers


class CoverageConfig(AppConfig):
    """Who has 5G, and where next?"""

    name = "bawaba.coverage"
    label = "coverage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Each night contacts whose time is over are erased, each morning whoever has the word is reminded, and alarms are told."""
        timers.register(
            "coverage.erase-old-contacts",
            Timer("bawaba.coverage.services.erase_old_contacts", DAILY, time(3, 40), "coverage"),
        )
        timers.register(
            "coverage.remind-of-challenges",
            Timer("bawaba.coverage.services.send_reminders", DAILY, time(7, 30), "coverage"),
        )
        timers.register(
            "coverage.tell-alarms",
            Timer("bawaba.coverage.services.tell_alarms", DAILY, time(7, 40), "coverage"),
        )
