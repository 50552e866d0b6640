from django.apps import AppConfig


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

        if settings.CLAMD_ADDRESS:
            scanners.register("clamd", partial(scan_with_clamd, settings.CLAMD_ADDRESS))
        checks.register(warn_unscanned, checks.Tags.security, deploy=True)
