"""Addresses of the room's pages, each behind a language: /ar/forms/…, /fr/my-drafts/…, /fr/form-desk/…."""

from django.urls import path

from bawaba.forms.views import building, filling, uploading

app_name = "forms"
urlpatterns = [
    path("forms/places.json", filling.places, name="places"),
    path("forms/map.json", filling.map_points, name="map"),
    path("forms/<slug:form>", filling.start, name="start"),
    path("my-drafts/", filling.my_drafts, name="drafts"),
    path("my-drafts/<str:draft>/", filling.resume, name="draft"),
    path("my-drafts/<str:draft>/pages/<str:page>", filling.page, name="page"),
    path("my-drafts/<str:draft>/fetch/<slug:source>", filling.fetch, name="fetch"),
    path("my-drafts/<str:draft>/uploads/<str:field>", uploading.upload, name="uploads"),
    path("my-drafts/<str:draft>/uploads/<str:field>/<str:upload>", uploading.upload, name="upload"),
    path("my-drafts/<str:draft>/check", filling.check, name="check"),
    path("my-drafts/<str:draft>/newer", filling.newer, name="newer"),
    path("my-drafts/<str:draft>/discard", filling.discard, name="discard"),
    path("form-desk/", building.desk, name="desk"),
    path("form-desk/new", building.new, name="new"),
    path("form-desk/<slug:form>/", building.build, name="build"),
    path("form-desk/<slug:form>/pieces/<str:piece>", building.piece, name="piece"),
    path("form-desk/<slug:form>/json", building.as_json, name="json"),
    path("form-desk/<slug:form>/preview", building.preview, name="preview"),
    path("form-desk/<slug:form>/versions", building.versions, name="versions"),
]
