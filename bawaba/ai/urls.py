"""Addresses of the room, each behind a language: /ar/ai/, /fr/ai/desk/…."""

from django.urls import path

from bawaba.ai.views import register

app_name = "ai"
urlpatterns = [
    path("ai/", register.search, name="search"),
    path("ai/numbers", register.numbers, name="numbers"),
    path("ai/suggest", register.say, name="suggest"),
    path("ai/thanks", register.thanks, name="thanks"),
    path("ai/register.<str:form>", register.download, name="download"),
    path("ai/systems/<slug:key>", register.system, name="system"),
    path("ai/systems/<slug:key>/history", register.history, name="history"),
    path("ai/systems/<slug:key>/notice", register.notice, name="notice"),
    path("ai/systems/<slug:key>/notice.svg", register.notice_picture, name="notice-picture"),
    path("ai/systems/<slug:key>/say", register.say, name="say"),
    path("ai/registers/<slug:origin>/<slug:key>", register.reference, name="reference"),
]
