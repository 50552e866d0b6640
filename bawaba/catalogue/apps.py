from datetime import time, timedelta

from django.apps import AppConfig

from bawaba.forms.types import service_readers
from bawaba.kernel import ports
from bawaba.kernel.ports import Timer


class CatalogueConfig(AppConfig):
    """What public services exist?"""

    name = "bawaba.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer documents to search, news to the home page, and to forms what they may ask for."""
        from bawaba.catalogue import queries  # noqa: PLC0415 - models exist only now
        from bawaba.catalogue.queries.asking import service_facts  # noqa: PLC0415 - as above
        from bawaba.catalogue.queries.measuring import measure_bodies  # noqa: PLC0415 - as above

        ports.search_sources.register("catalogue", queries.search_documents)
        ports.body_measures.register("catalogue", measure_bodies)
        ports.news_feeds.register("catalogue", queries.latest_news)
        service_readers.register("catalogue", service_facts)
        services = "bawaba.catalogue.services"
        due = Timer(f"{services}.publish_due", timedelta(minutes=5), actor="publish-due")
        ports.timers.register("catalogue.publish-due", due)
        old = Timer(f"{services}.erase_old_reports", ports.DAILY, time(3, 30), "retention")
        ports.timers.register("catalogue.erase-old-reports", old)
