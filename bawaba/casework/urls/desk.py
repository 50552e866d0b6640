"""Where agents and supervisors handle requests: /fr/case-desk/…."""

from django.urls import URLPattern, path, re_path

from bawaba.casework.views.desk import appeals, board, cases, offices, parts, procedures, sheets, supervising

urlpatterns: list[URLPattern] = [
    path("case-desk/", board.board, name="desk"),
    path("case-desk/batch", board.batch, name="desk-batch"),
    path("case-desk/filters", board.keep_filter, name="desk-filters"),
    path("case-desk/filters/<int:number>/forget", board.forget_filter, name="desk-filter-forget"),
    path("case-desk/requests/<str:key>/", cases.case_page, name="desk-case"),
    path("case-desk/requests/<str:key>/step", cases.take_step, name="desk-step"),
    path("case-desk/requests/<str:key>/decision", cases.decide, name="desk-decision"),
    path("case-desk/requests/<str:key>/note", cases.note, name="desk-note"),
    path("case-desk/requests/<str:key>/arrange", cases.arrange, name="desk-arrange"),
    path("case-desk/requests/<str:key>/message", cases.message, name="desk-message"),
    re_path(r"^case-desk/requests\.(?P<kind>csv|xlsx)$", sheets.desk_sheet, name="desk-sheet"),
    path("case-desk/figures", supervising.figures, name="desk-figures"),
    path("case-desk/figures.csv", supervising.figures_sheet, name="desk-figures-sheet"),
    path("case-desk/complaints", supervising.complaints, name="desk-complaints"),
    path("case-desk/complaints/<str:key>", supervising.answer, name="desk-complaint"),
    path("case-desk/appeals", appeals.appeals, name="desk-appeals"),
    path("case-desk/appeals/<str:key>", appeals.appeal, name="desk-appeal"),
    path("case-desk/appeals/<str:key>/answer", appeals.answer, name="desk-appeal-answer"),
    path("case-desk/offices/", offices.offices, name="desk-offices"),
    path("case-desk/offices/<slug:office>/", offices.office, name="desk-office"),
    path("case-desk/offices/<slug:office>/change", offices.change, name="desk-office-change"),
    path("case-desk/procedures/", procedures.procedures, name="procedures"),
    path("case-desk/procedures/<slug:service>/", procedures.procedure, name="procedure"),
    path("case-desk/procedures/<slug:service>/<slug:part>/<int:place>", parts.part, name="procedure-part"),
    path("case-desk/procedures/<slug:service>/change", procedures.change, name="procedure-change"),
]
