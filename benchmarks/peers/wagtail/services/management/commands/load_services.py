"""Load the catalogue's JSONL as Wagtail pages under the home page."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from home.models import HomePage

from services.models import ServicePage


def lines(items: list[Any]) -> str:
    """Return one line for each item, in French where it is a map of languages."""
    return "\n".join(item.get("fr", "") if isinstance(item, dict) else str(item) for item in items)


def page_of(row: dict[str, Any]) -> ServicePage:
    keywords = [word for words in row["keywords"].values() for word in words]
    return ServicePage(
        title=(row["title"].get("fr") or row["title"].get("ar"))[:255],
        slug=row["id"],
        title_ar=row["title"].get("ar", "")[:300],
        summary_fr=(row["summary"] or {}).get("fr", ""),
        summary_ar=(row["summary"] or {}).get("ar", ""),
        authority_fr=(row["authority"] or {}).get("fr", "")[:300],
        authority_ar=(row["authority"] or {}).get("ar", "")[:300],
        audience=", ".join(row["audience"]),
        documents=lines(row["documents"]),
        steps=lines(row["steps"]),
        fee="" if row["fee_mad"] is None else f"{row['fee_mad']} MAD",
        delay="" if row["delay_days"] is None else f"{row['delay_days']} jours",
        start_url=row["url"] or "",
        legal_basis=lines(row["legal_basis"]),
        sources="\n".join(source.get("page", "") for source in row["sources"]),
        keywords=" ".join(keywords),
    )


class Command(BaseCommand):
    help = "Load services from JSONL files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        home = HomePage.objects.get()
        for path in options["files"]:
            for line in path.read_text().splitlines():
                if line.strip():
                    home.add_child(instance=page_of(json.loads(line)))
        self.stdout.write(str(ServicePage.objects.count()))
