"""Receipts and decisions, and the public page that says whether a paper is genuine."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bawaba.casework import queries
from bawaba.casework.views.access import owner_of


@require_safe
def receipt(request: HttpRequest, case: str) -> HttpResponse:
    """Show a person the receipt of their request."""
    tracking = queries.track(key=case, owner=owner_of(request))
    return render(request, "casework/papers/receipt.html", {"tracking": tracking})


@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Say to anyone whether a paper is genuine and valid, and nothing else."""
    return render(request, "casework/papers/verify.html", {"paper": queries.verify_paper(code=code)})
