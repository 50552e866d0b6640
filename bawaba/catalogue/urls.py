"""Addresses of the editors' pages, each behind a language: /ar/edit/, /fr/edit/passeport-majeur/text."""

from django.urls import path

from bawaba.catalogue.views import desk, imports, reports, review, sheets

app_name = "catalogue"
urlpatterns = [
    path("edit/", desk.board, name="desk"),
    path("edit/new", sheets.new_service, name="new"),
    path("edit/reports", reports.waiting, name="reports"),
    path("edit/reports/<int:number>", reports.answer, name="answer"),
    path("edit/import", imports.bring, name="import"),
    path("edit/import/<str:token>", imports.trial, name="trial"),
    path("edit/import/<str:token>/run", imports.run, name="run"),
    path("edit/<slug:identifier>/text", sheets.edit_service, name="edit"),
    path("edit/<slug:identifier>/review", review.review, name="review"),
    path("edit/<slug:identifier>/take-back", review.take_back, name="take-back"),
    path("edit/<slug:identifier>/history", review.history, name="history"),
    path("edit/<slug:identifier>/compare", review.compare, name="compare"),
    path("edit/<slug:identifier>/restore", review.restore, name="restore"),
    path("edit/<slug:identifier>/archive", review.archive, name="archive"),
]
