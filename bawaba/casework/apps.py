from django.apps import AppConfig
from django.conf import settings

from bawaba.casework.timed import TIMERS
from bawaba.casework.types import FILES, event_listeners
from bawaba.forms.types import submission_takers, visitor_adopters
from bawaba.kernel.ports import body_measures, timers


class CaseworkConfig(AppConfig):
    """Where is my request?"""

    name = "bawaba.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take submissions, and guard the files of cases."""
        from bawaba.casework.notices import channels, telling  # noqa: PLC0415 - models exist only now
        from bawaba.casework.queries.corrections import CORRECTION_FILES  # noqa: PLC0415 - models exist only now
        from bawaba.casework.queries.measuring import measure_bodies  # noqa: PLC0415 - as above
        from bawaba.casework.queries.people import MESSAGE_FILES, WAITING_FILES  # noqa: PLC0415 - as above
        from bawaba.casework.services import deliveries  # noqa: PLC0415 - models exist only now
        from bawaba.casework.services.adopting import adopt_cases  # noqa: PLC0415 - as above
        from bawaba.casework.services.desk import figures, searching  # noqa: PLC0415 - as above
        from bawaba.casework.services.submitting import take_submission  # noqa: PLC0415 - as above
        from bawaba.casework.views.access import begins_a_form, guard  # noqa: PLC0415 - as above
        from bawaba.kernel import files, surges  # noqa: PLC0415 - as above

        body_measures.register("casework", measure_bodies)
        for name, timer in TIMERS.items():
            timers.register(name, timer)
        submission_takers.register("casework", take_submission)
        visitor_adopters.register("casework", adopt_cases)
        surges.newcomers.register("casework", begins_a_form)
        for purpose in (FILES, CORRECTION_FILES, MESSAGE_FILES, WAITING_FILES):
            files.guards.register(purpose, guard)
        event_listeners.register("notices", telling.listen)
        if settings.SMS_GATEWAY.startswith(("https:", "http:", "file:")):
            channels.text_senders.register("gateway", channels.send_by_gateway)
        event_listeners.register("figures", figures.listen)
        event_listeners.register("search words", searching.listen)
        event_listeners.register("webhooks", deliveries.note_case_event)
