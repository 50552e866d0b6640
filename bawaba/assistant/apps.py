from datetime import time

from django.apps import AppConfig
from django.core.checks import register

from bawaba.assistant.generation.checks import check_endpoint
from bawaba.casework.types import answer_drafters
from bawaba.kernel.ports import DAILY, Timer, ai_systems, question_doors, timers


class AssistantConfig(AppConfig):
    """What is the answer to my question, and where is it written?"""

    name = "bawaba.assistant"
    label = "assistant"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Propose answers to agents, take questions from services' pages, and tell what computes here."""
        from bawaba.assistant.queries.drafting import draft_answer  # noqa: PLC0415 - models exist only now
        from bawaba.assistant.queries.registering import own_systems, question_box  # noqa: PLC0415 - as above

        register(check_endpoint)
        answer_drafters.register("assistant", draft_answer)
        old = Timer("bawaba.assistant.services.erase_old", DAILY, time(4, 0), "retention")
        timers.register("assistant.erase-old", old)
        question_doors.register("assistant", question_box)
        ai_systems.register("assistant", own_systems)
