"""Addresses of the maturity room, each behind a language: /fr/digital-maturity/…."""

from django.urls import path, re_path

from bawaba.maturity.views import bodies, public, waves

app_name = "maturity"
urlpatterns = [
    path("digital-maturity/", public.study, name="study"),
    path("digital-maturity/method/", public.method, name="method"),
    path("digital-maturity/method/<slug:section>/", public.dimension, name="dimension"),
    path("digital-maturity/peers/", public.peers, name="peers"),
    re_path(r"^digital-maturity/results\.(?P<kind>csv|json|ttl)$", public.results, name="results"),
    path("digital-maturity/waves/", waves.waves, name="waves"),
    path("digital-maturity/waves/<slug:key>/", waves.wave, name="wave"),
    path("digital-maturity/waves/<slug:key>/step/", waves.step, name="wave-step"),
    path("digital-maturity/waves/<slug:key>/bodies/", waves.wave_bodies, name="wave-bodies"),
    path("digital-maturity/waves/<slug:key>/bodies/<slug:body>/", bodies.own, name="body"),
    path("digital-maturity/waves/<slug:key>/bodies/<slug:body>/measures/", bodies.measure, name="measure"),
    path("digital-maturity/waves/<slug:key>/bodies/<slug:body>/road-maps/", bodies.make, name="make-roadmap"),
    re_path(
        r"^digital-maturity/road-maps/(?P<key>[\w-]+)/road-map\.(?P<form>xlsx|csv|ics)$",
        bodies.roadmap_file,
        name="roadmap-file",
    ),
    path("digital-maturity/road-maps/<str:key>/", bodies.roadmap, name="roadmap"),
    path("digital-maturity/road-maps/<str:key>/<slug:action>/", bodies.change, name="change-step"),
]
