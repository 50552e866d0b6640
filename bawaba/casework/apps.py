from django.apps import AppConfig

from bawaba.casework.types import FILES, event_listeners
from bawaba.forms.types import submission_takers


class CaseworkConfig(AppConfig):
    """Where is my request?"""

    name = "bawaba.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take submissions, and guard the files of cases."""
        from bawaba.casework.services.desk import figures, searching  # noqa: PLC0415 - models exist only now
        from bawaba.casework.services.submitting import take_submission  # noqa: PLC0415 - as above
        from bawaba.casework.views.access import guard  # noqa: PLC0415 - as above
        from bawaba.kernel import files  # noqa: PLC0415 - as above

        submission_takers.register("casework", take_submission)
        files.guards.register(FILES, guard)
        event_listeners.register("figures", figures.listen)
        event_listeners.register("search words", searching.listen)
