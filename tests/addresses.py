"""The kinds of page that the site has, one address of each, for the tests that visit them all."""

from typing import Final

LANGUAGES: Final = ("ar", "fr", "en", "zgh")
DIRECTIONS: Final = {"ar": "rtl", "fr": "ltr", "en": "ltr", "zgh": "ltr"}
SERVICE: Final = "declaration-naissance"

# Kind of page → address after the language.
PAGES: Final[dict[str, str]] = {
    "home": "",
    "search start": "search",
    "results": "search?q=passeport",
    "results in Arabic": "search?q=%D8%B4%D9%87%D8%A7%D8%AF%D8%A9+%D8%A7%D9%84%D8%A7%D8%B2%D8%AF%D9%8A%D8%A7%D8%AF",
    "results with filters": "search?q=permis&audience=citizen",
    "no result": "search?q=zzzzqqqq+xxxxwwww",
    "service": f"services/{SERVICE}",
    "service without facts": "services/emplacement-marche-communal",
    "report": f"services/{SERVICE}/report?kind=wrong",
    "document report": f"services/{SERVICE}/report?kind=document",
    "usefulness": f"services/{SERVICE}/report?kind=not-useful",
    "services": "services/",
    "authorities": "authorities/",
    "authority": "authorities/ministere-interieur",
    "events": "events/",
    "event": "events/naissance",
    "audience": "audiences/business",
    "territories": "territories/",
    "region": "territories/01",
    "about": "about",
    "accessibility": "accessibility",
    "legal": "legal",
    "sources": "sources",
    "api": "api",
    "assistant": "assistant/",
    "assistant, an answer": "assistant/?q=passeport+mineur+documents&service=passeport-mineur",
    "assistant, a refusal": "assistant/?q=meteo+demain",
    "assistant, one's own request": "assistant/?q=ou+en+est+mon+dossier",
    "register of AI": "ai/",
    "register of AI, a search": "ai/?q=chatbot+fraude",
    "system of AI": "ai/systems/assistant",
    "notice of AI": "ai/systems/assistant/notice",
    "registers of AI in numbers": "ai/numbers",
    "suggestion about AI": "ai/suggest",
    "form": "forms/public-service-complaint",
    "form that needs a sign-in": "forms/criminal-record-extract",
    "drafts": "my-drafts/",
    "follow a request": "requests/follow",
    "coverage": "coverage/",
    "coverage, a region": "coverage/areas/01",
    "coverage, a place": "coverage/at?lat=33.57&lon=-7.6",
    "coverage, the map": "coverage/map",
    "coverage, host cities": "coverage/host-cities/",
    "coverage, a host city": "coverage/host-cities/rabat",
    "coverage, plans": "coverage/plans/",
    "coverage, data": "coverage/data",
    "coverage, a challenge": "coverage/challenges/new",
    "maturity study": "digital-maturity/",
    "maturity method": "digital-maturity/method/",
    "maturity dimension": "digital-maturity/method/online/",
    "country among its peers": "digital-maturity/peers/",
    "display settings": "settings",
    "sign in": "account/login/",
    "open an account": "account/signup/",
    "offline": "offline",
    "gallery": "ui/",
}
# Addresses without a language, and the type that each answers with.
ROOT_PAGES: Final[dict[str, str]] = {
    "/robots.txt": "text/plain",
    "/sitemap.xml": "application/xml",
    "/fr/manifest.webmanifest": "application/manifest+json",
    "/sw.js": "text/javascript",
    "/offline": "text/html",
    "/catalogue.jsonl": "application/x-ndjson",
    "/catalogue.csv": "text/csv",
    "/catalogue.ttl": "text/turtle",
    "/catalogue.jsonld": "application/ld+json",
    "/dcat.ttl": "text/turtle",
    "/api/v1/openapi.json": "application/json",
}


def address(language: str, kind: str) -> str:
    """Return the address of a kind of page in one language."""
    return f"/{language}/{PAGES[kind]}"
