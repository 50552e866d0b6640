from datetime import time

from django.apps import AppConfig

from bawaba.assess.types import EVIDENCE_FILES
from bawaba.kernel.ports import DAILY, Timer, timers


class AssessConfig(AppConfig):
    """What is the score, why, and what would raise it?"""

    name = "bawaba.assess"
    label = "assess"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Guard the files that prove answers."""
        from bawaba.assess.views.access import guard  # noqa: PLC0415 - models exist only now
        from bawaba.kernel import files  # noqa: PLC0415 - as above

        files.guards.register(EVIDENCE_FILES, guard)
        timers.register(
            "assess.send-reminders",
            Timer("bawaba.assess.services.reminding.send_reminders", DAILY, time(7, 0), "assess-reminders"),
        )
