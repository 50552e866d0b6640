"""Addresses of the portal, each behind a language: /ar/search, /fr/services/passeport-majeur."""

from django.urls import path

from bawaba.portal.views import lists, pages, preview, search, services, sessions

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    path("search", search.results, name="search"),
    path("search/click", search.click, name="click"),
    path("suggest", search.suggestions, name="suggest"),
    path("services/", lists.services, name="services"),
    path("services/<slug:identifier>", services.service, name="service"),
    path("services/<slug:identifier>/report", services.report, name="report"),
    path("services/<slug:identifier>/thanks", services.thanks, name="thanks"),
    path("authorities/", lists.authorities, name="authorities"),
    path("authorities/<slug:key>", lists.authority, name="authority"),
    path("events/", lists.events, name="events"),
    path("events/<slug:key>", lists.event, name="event"),
    path("audiences/<slug:audience>", lists.audience, name="audience"),
    path("territories/", lists.territories, name="territories"),
    path("territories/<str:code>", lists.territory, name="territory"),
    path("about", pages.about, name="about"),
    path("accessibility", pages.accessibility, name="accessibility"),
    path("legal", pages.legal, name="legal"),
    path("sources", pages.sources, name="sources"),
    path("api", pages.api, name="api"),
    path("offline", pages.offline, name="offline"),
    path("sign-in", sessions.sign_in, name="sign-in"),
    path("sign-out", sessions.sign_out, name="sign-out"),
    path("edit/<slug:identifier>/preview", preview.preview, name="preview"),
]
