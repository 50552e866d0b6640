"""Lists and figures as files to take away."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bawaba.casework.rules.filters import read_filter
from bawaba.casework.services.desk.exporting import export_desk, write_csv, write_xlsx
from bawaba.casework.views.desk.access import for_agents
from bawaba.kernel import clock
from bawaba.kernel.actors import Actor

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@for_agents
def desk_sheet(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    """Send the list of the desk's filter as CSV or XLSX."""
    chosen, language = read_filter(request.GET.dict()), request.LANGUAGE_CODE
    rows = export_desk(actor=actor, chosen=chosen, language=language)
    if kind == "xlsx":
        return attachment(write_xlsx(rows, language=language), XLSX, "requests.xlsx")
    return attachment(write_csv(rows), CSV, "requests.csv")


def attachment(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Return a file to keep, with the day in its name."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{clock.today().isoformat()}-{name}"'
    return response
