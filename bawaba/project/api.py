"""API v1: the rooms' HTTP doors under one address, with problem+json refusals."""

import json
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from bawaba.ai.http import router as ai_router
from bawaba.assess.http import router as assess_router
from bawaba.assistant.http import router as assistant_router
from bawaba.casework.http import router as casework_router
from bawaba.catalogue.http import router as catalogue_router
from bawaba.coverage.http import router as coverage_router
from bawaba.directory.http import router as directory_router
from bawaba.forms.http import router as forms_router
from bawaba.kernel.http import router as kernel_router
from bawaba.maturity.http import router as maturity_router
from bawaba.project.api_document import describe
from bawaba.project.api_problems import add_problem_handlers
from bawaba.search.http import router as search_router

_ABOUT: Final = (
    "Public services of the country, the bodies that answer for them, the events that need them and "
    "the territories, for everyone to use. Texts are maps language → text: one language by "
    "`Accept-Language` or `lang`, every one with `lang=all`. Lists go on with `after`. Refusals are "
    "problem+json (RFC 9457)."
)


class _Utf8Renderer(JSONRenderer):
    json_dumps_params = MappingProxyType({"ensure_ascii": False})


class _UnicodeParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:  # Any: JSON
        """Return the body's JSON, whose texts are all Unicode: an escape can name half a character.

        raises: ValueError, answered as 400
        """
        text = request.body.decode()
        value = json.loads(text)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
        return value


api = NinjaAPI(
    title="Bawaba",
    version="1",
    description=_ABOUT,
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url=None,
    renderer=_Utf8Renderer(),
    parser=_UnicodeParser(),
)
for _router in (
    kernel_router,
    directory_router,
    forms_router,
    assess_router,
    casework_router,
    catalogue_router,
    maturity_router,
    coverage_router,
    ai_router,
    search_router,
    assistant_router,
):
    api.add_router("", _router)
add_problem_handlers(api)


@cache
def openapi_document() -> dict[str, Any]:  # Any: JSON
    """Return the OpenAPI 3.1 document of the API."""
    return describe(api.get_openapi_schema(path_prefix=""), server=f"{settings.SITE_ADDRESS}/api/v1")


@api.get("/openapi.json", include_in_schema=False, url_name="openapi-json")
def read_openapi(request: HttpRequest) -> dict[str, Any]:  # Any: JSON
    """Answer the OpenAPI document."""
    return openapi_document()
