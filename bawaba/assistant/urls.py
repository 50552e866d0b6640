"""Addresses of the assistant, each behind a language: /ar/assistant/."""

from django.urls import path

from bawaba.assistant.views import asking, handover, live, team

app_name = "assistant"
urlpatterns = [
    path("assistant/", asking.page, name="page"),
    path("assistant/live", live.live, name="live"),
    path("assistant/rate", asking.rate, name="rate"),
    path("assistant/forget", asking.forget, name="forget"),
    path("assistant/begin/<slug:form>", handover.begin, name="begin"),
    path("assistant/person", handover.person, name="person"),
    path("assistant/desk/", team.desk, name="desk"),
    path("assistant/desk/send", team.send, name="desk-send"),
]
