"""Addresses of the assess room, each behind a language: /fr/assessments/…."""

from django.urls import path

from bawaba.assess.views import campaigns, filling, methods, results, reviewing, taking

app_name = "assess"
urlpatterns = [
    path("assessments/", filling.mine, name="mine"),
    path("assessments/campaigns/", campaigns.campaigns, name="campaigns"),
    path("assessments/campaigns/new/", campaigns.new_campaign, name="new-campaign"),
    path("assessments/campaigns/<slug:key>/", campaigns.campaign, name="campaign"),
    path("assessments/campaigns/<slug:key>/close/", campaigns.close, name="close-campaign"),
    path("assessments/methods/", methods.methods, name="methods"),
    path("assessments/methods/new/", methods.bring_in, name="bring-in"),
    path("assessments/methods/<str:urn>/", methods.method, name="method"),
    path("assessments/methods/<str:urn>/changes/", methods.compare, name="compare-methods"),
    path("assessments/methods/<str:urn>/publish/", methods.publish, name="publish-method"),
    path("assessments/<str:key>/", filling.overview, name="assessment"),
    path("assessments/<str:key>/sections/<str:section>/", filling.section, name="section"),
    path("assessments/<str:key>/people/", filling.people, name="people"),
    path("assessments/<str:key>/hand-in/", filling.hand_in, name="hand-in"),
    path("assessments/<str:key>/review/", reviewing.review, name="review"),
    path("assessments/<str:key>/review/decide/", reviewing.decide, name="decide"),
    path("assessments/<str:key>/review/<str:section>/", reviewing.section, name="review-section"),
    path("assessments/<str:key>/questionnaire.xlsx", taking.workbook, name="workbook"),
    path("assessments/<str:key>/workbook/", taking.bring_back, name="bring-back"),
    path("assessments/<str:key>/workbook/take/", taking.take_over, name="take-over"),
    path("assessments/<str:key>/result.<str:form>", taking.report, name="report"),
    path("assessments/<str:key>/result/", results.result, name="result"),
    path("assessments/<str:key>/actions/", results.actions, name="actions"),
]
