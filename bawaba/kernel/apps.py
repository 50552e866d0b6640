from datetime import time, timedelta

from django.apps import AppConfig

from bawaba.kernel.ports import DAILY, Timer, timers


class KernelConfig(AppConfig):
    """Errors, audit, ports, clock, languages, jobs: what every room stands on."""

    name = "bawaba.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Scan files where clamd is set up; say so where it is not."""
        from functools import partial  # noqa: PLC0415 - with the imports below

        from django.conf import settings  # noqa: PLC0415 - as below
        from django.core import checks  # noqa: PLC0415 - as below

        from bawaba.kernel.files.clamd import scan_with_clamd  # noqa: PLC0415 - models exist only now
        from bawaba.kernel.files.stored import scanners, warn_unscanned  # noqa: PLC0415 - as above

        jobs = "bawaba.kernel.jobs"
        timers.register("jobs.revive", Timer(f"{jobs}.revive_lost", timedelta(minutes=10)))
        timers.register("jobs.retry", Timer(f"{jobs}.retry_young", timedelta(hours=1)))
        timers.register("files.tidy", Timer("bawaba.kernel.files.tidy", DAILY, time(2, 40), "files"))
        if settings.CLAMD_ADDRESS:
            scanners.register("clamd", partial(scan_with_clamd, settings.CLAMD_ADDRESS))
        checks.register(warn_unscanned, checks.Tags.security, deploy=True)
