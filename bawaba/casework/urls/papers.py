"""Receipts, decisions and the public page that verifies them."""

from django.urls import URLPattern, path

from bawaba.casework.views import papers

urlpatterns: list[URLPattern] = [
    path("requests/<str:case>/receipt", papers.receipt, name="receipt"),
    path("requests/<str:case>/receipt.pdf", papers.receipt_pdf, name="receipt-pdf"),
    path("requests/<str:case>/decision.pdf", papers.decision_pdf, name="decision-pdf"),
    path("verify/<str:code>", papers.verify, name="verify"),
]
