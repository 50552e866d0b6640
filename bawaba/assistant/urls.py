"""Addresses of the assistant, each behind a language: /ar/assistant/."""

from django.urls import path

from bawaba.assistant.views import asking

app_name = "assistant"
urlpatterns = [
    path("assistant/", asking.page, name="page"),
    path("assistant/rate", asking.rate, name="rate"),
    path("assistant/forget", asking.forget, name="forget"),
]
