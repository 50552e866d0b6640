from django.apps import AppConfig

from bawaba.kernel.ports import improvement_doors


class MaturityConfig(AppConfig):
    """How digital is this administration?"""

    name = "bawaba.maturity"
    label = "maturity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lead from a result to the road map."""
        from bawaba.maturity.views.access import improvement_page  # noqa: PLC0415 - models exist only now

        improvement_doors.register("maturity", improvement_page)
