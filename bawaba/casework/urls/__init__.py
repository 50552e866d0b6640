"""Addresses of the room's pages, each behind a language: papers, people's pages, the agents' desk."""

from bawaba.casework.urls import desk, papers, people

app_name = "casework"
urlpatterns = [*papers.urlpatterns, *people.urlpatterns, *desk.urlpatterns]
