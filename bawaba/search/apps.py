from datetime import time

from django.apps import AppConfig

from bawaba.kernel.ports import DAILY, Timer, ai_systems, search_sinks, timers


class SearchConfig(AppConfig):
    """Which service do I need?"""

    name = "bawaba.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The services read models, which exist only once every room is loaded.
        from bawaba.search.queries.registering import own_systems  # noqa: PLC0415
        from bawaba.search.services import index_documents  # noqa: PLC0415

        search_sinks.register("search", index_documents)
        ai_systems.register("search", own_systems)
        forget = "bawaba.search.services.forget_old_counts"
        timers.register("search.forget-counts", Timer(forget, DAILY, time(3, 40)))
