from django.apps import AppConfig

from bawaba.casework.types import answer_drafters


class AssistantConfig(AppConfig):
    """What is the answer to my question, and where is it written?"""

    name = "bawaba.assistant"
    label = "assistant"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Propose answers to agents."""
        from bawaba.assistant.queries.drafting import draft_answer  # noqa: PLC0415 - models exist only now

        answer_drafters.register("assistant", draft_answer)
