"""Addresses without a language: the door, what machines read, the downloads."""

from django.urls import path

from bawaba.portal.views import downloads, root, sessions, sitemap
from bawaba.ui.views import service_worker

urlpatterns = [
    path("", root.door, name="root"),
    path("signed-in", sessions.signed_in, name="signed-in"),
    path("robots.txt", root.robots, name="robots"),
    path("sw.js", service_worker, name="service-worker"),
    path("offline", root.offline, name="root-offline"),
    path("manifest.webmanifest", root.manifest, name="root-manifest"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<slug:part>.xml", sitemap.part, name="sitemap-part"),
    path("catalogue.<slug:form>", downloads.catalogue, name="catalogue-download"),
    path("dcat.ttl", downloads.dataset, name="dcat"),
]
