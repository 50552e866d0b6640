from django.apps import AppConfig

from bawaba.kernel import ports


class CatalogueConfig(AppConfig):
    """What public services exist?"""

    name = "bawaba.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer documents to search and news to the home page."""
        from bawaba.catalogue import queries  # noqa: PLC0415 - models exist only now

        ports.search_sources.register("catalogue", queries.search_documents)
        ports.news_feeds.register("catalogue", queries.latest_news)
