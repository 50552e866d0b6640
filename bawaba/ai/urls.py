"""Addresses of the room, each behind a language: /ar/ai/, /fr/ai/desk/…."""

from django.urls import path

from bawaba.ai.views import desk, priorities, register, scenarios

app_name = "ai"
urlpatterns = [
    path("ai/", register.search, name="search"),
    path("ai/numbers", register.numbers, name="numbers"),
    path("ai/suggest", register.say, name="suggest"),
    path("ai/thanks", register.thanks, name="thanks"),
    path("ai/register.<str:form>", register.download, name="download"),
    path("ai/systems/<slug:key>", register.system, name="system"),
    path("ai/systems/<slug:key>/history", register.history, name="history"),
    path("ai/systems/<slug:key>/notice", register.notice, name="notice"),
    path("ai/systems/<slug:key>/notice.svg", register.notice_picture, name="notice-picture"),
    path("ai/systems/<slug:key>/say", register.say, name="say"),
    path("ai/registers/<slug:origin>/<slug:key>", register.reference, name="reference"),
    path("ai/desk/", desk.board, name="desk"),
    path("ai/desk/new", desk.propose, name="propose"),
    path("ai/desk/needs", desk.needs, name="needs"),
    path("ai/desk/priorities", priorities.priorities, name="priorities"),
    path("ai/desk/weights", priorities.weights, name="weights"),
    path("ai/desk/scenarios/", scenarios.scenarios, name="scenarios"),
    path("ai/desk/scenarios/<slug:key>", scenarios.scenario, name="scenario"),
    path("ai/desk/scenarios/<slug:key>/roadmap.<slug:form>", scenarios.download, name="roadmap"),
    path("ai/desk/scenarios/<slug:key>/stop", scenarios.stop, name="stop-scenario"),
    path("ai/desk/words", desk.words, name="words"),
    path("ai/desk/use-cases/<slug:key>", desk.use_case, name="use-case"),
    path("ai/desk/use-cases/<slug:key>/revise", desk.revise, name="revise"),
    path("ai/desk/use-cases/<slug:key>/<slug:name>", desk.act, name="act"),
]
