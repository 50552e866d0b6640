"""Addresses of coverage, each behind a language: /ar/coverage/."""

from django.urls import path

from bawaba.coverage.views import alarms, challenges, files, pages, uploads

app_name = "coverage"
urlpatterns = [
    path("coverage/", pages.progress, name="progress"),
    path("coverage/areas/<str:code>", pages.area, name="area"),
    path("coverage/at", pages.place, name="place"),
    path("coverage/map", pages.chart, name="map"),
    path("coverage/map.json", files.map_shares, name="map-shares"),
    path("coverage/map-shapes.json", files.map_shapes, name="map-shapes"),
    path("coverage/host-cities/", pages.host_cities, name="host-cities"),
    path("coverage/host-cities/<slug:key>", pages.host_city, name="host-city"),
    path("coverage/plans/", pages.plans, name="plans"),
    path("coverage/data", pages.open_data, name="data"),
    path("coverage/data/areas.<str:form>", files.areas, name="areas-file"),
    path("coverage/data/plans/<slug:key>.<str:form>", files.plan_sites, name="plan-file"),
    path("coverage/report.pdf", files.report, name="report"),
    path("coverage/challenges/new", challenges.new, name="challenge-new"),
    path("coverage/challenges/follow", challenges.follow, name="challenge-follow"),
    path("coverage/challenges/<str:reference>", challenges.one, name="challenge"),
    path("coverage/challenges/<str:reference>/answer", challenges.answer, name="challenge-answer"),
    path("coverage/challenges/<str:reference>/decide", challenges.decide, name="challenge-decide"),
    path("coverage/challenges/<str:reference>/withdraw", challenges.withdraw, name="challenge-withdraw"),
    path("coverage/desk/bring", uploads.bring, name="bring"),
    path("coverage/desk/arrivals/<str:key>", uploads.arrival, name="arrival"),
    path("coverage/desk/mails", alarms.choose, name="alarms-choose"),
    path("coverage/desk/mails/end/<str:token>", alarms.end, name="alarms-end"),
    path("coverage/desk", challenges.desk, name="desk"),
]
