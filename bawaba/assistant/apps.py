from django.apps import AppConfig
from django.core.checks import register

from bawaba.assistant.generation.checks import check_endpoint
from bawaba.casework.types import answer_drafters


class AssistantConfig(AppConfig):
    """What is the answer to my question, and where is it written?"""

    name = "bawaba.assistant"
    label = "assistant"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Propose answers to agents; check where a language model may be asked."""
        register(check_endpoint)
        from bawaba.assistant.queries.drafting import draft_answer  # noqa: PLC0415 - models exist only now

        answer_drafters.register("assistant", draft_answer)
