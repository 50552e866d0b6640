"""The kernel's one page address, behind a language: a stored file, through its guard."""

from django.urls import path

from bawaba.kernel.files.door import download

app_name = "kernel"
urlpatterns = [path("files/<str:key>", download, name="file")]
