from datetime import time

from django.apps import AppConfig

from bawaba.kernel.ports import DAILY, Timer, timers


class FormsConfig(AppConfig):
    """What is asked, and is the answer valid?"""

    name = "bawaba.forms"
    label = "forms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Guard the files of drafts."""
        from bawaba.forms.services.drafts import FILES  # noqa: PLC0415 - models exist only now
        from bawaba.forms.views.filling import guard  # noqa: PLC0415 - as above
        from bawaba.kernel import files  # noqa: PLC0415 - as above

        files.guards.register(FILES, guard)
        forget = "bawaba.forms.services.forget_expired_drafts"
        timers.register("forms.forget-expired", Timer(forget, DAILY, time(2, 50), "forms"))
