"""Server-sent events, for the doors that show an answer as it comes."""

import json
from collections.abc import Iterable

from django.http import StreamingHttpResponse


def stream_events(events: Iterable[tuple[str, object]]) -> StreamingHttpResponse:
    """Return named events as they come, kept by nobody on the way."""
    lines = (f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n" for name, data in events)
    response = StreamingHttpResponse(lines, content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response
