"""Addresses without a language: the phone app, which follows its reader's language by itself."""

from django.urls import path

from bawaba.identity.views import enrolment, links, phone, requests

app_name = "phone"
urlpatterns = [
    path("", phone.home, name="home"),
    path("manifest.webmanifest", phone.manifest, name="manifest"),
    path("sw.js", phone.service_worker, name="service-worker"),
    path("offline", phone.offline, name="offline"),
    path("settings", phone.preferences, name="settings"),
    path("language", phone.choose_language, name="language"),
    path("enrol", enrolment.enrol, name="enrol"),
    path("requests/stream", requests.stream, name="stream"),
    path("requests/waiting", requests.waiting, name="waiting"),
    path("requests/pending", requests.pending_part, name="pending"),
    path("requests/not-me", requests.not_me, name="not-me"),
    path("requests/<int:request_id>", requests.one_request, name="request"),
    path("link", links.link, name="link"),
    path("link/answer", links.answer_link, name="answer-link"),
    path("history", phone.history, name="history"),
    path("devices", phone.devices, name="devices"),
]
