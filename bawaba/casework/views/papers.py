"""Receipts and decisions, and the public page that says whether a paper is genuine."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from bawaba.casework import queries, services
from bawaba.casework.notices.addresses import shown_address
from bawaba.casework.queries.following import follow_code
from bawaba.casework.queries.papers import service_title
from bawaba.casework.rules.numbers import spell_number
from bawaba.casework.views.access import reader_of
from bawaba.directory.queries import actor_for
from bawaba.ui.printing import can_print


@require_safe
def receipt(request: HttpRequest, case: str) -> HttpResponse:
    """Show a person the receipt of their request."""
    tracking = queries.track(key=case, owner=reader_of(request, case))
    info = tracking.info
    context = {
        "tracking": tracking,
        "number": spell_number(info.number),
        "title": service_title(info.service, info.form),
        "lodged_on": timezone.localdate(info.submitted_at),
        "printable": can_print(),
        "tracking_url": reverse("casework:tracking", args=[case]),
        "follow_code": follow_code(info),
        "reply_address": shown_address(key=case) if follow_code(info) else "",
    }
    return _private(render(request, "casework/papers/receipt.html", context))


@require_safe
def receipt_pdf(request: HttpRequest, case: str) -> HttpResponse:
    """Send the receipt as PDF to its person."""
    content = services.receipt_pdf(
        actor=actor_for(account=request.user), key=case, owner=reader_of(request, case)
    )
    return _pdf(content, "receipt")


@require_safe
def decision_pdf(request: HttpRequest, case: str) -> HttpResponse:
    """Send the decision as PDF to its person."""
    content = services.decision_pdf(
        actor=actor_for(account=request.user), key=case, owner=reader_of(request, case)
    )
    return _pdf(content, "decision")


@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Say to anyone whether a paper is genuine and valid, and nothing else."""
    return _private(
        render(request, "casework/papers/verify.html", {"paper": queries.verify_paper(code=code)})
    )


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.pdf"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return _private(HttpResponse(content, content_type="application/pdf", headers=headers))


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
