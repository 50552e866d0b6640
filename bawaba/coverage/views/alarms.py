"""Mails about milestones: chosen at the desk, ended from a mail."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from bawaba.coverage import services
from bawaba.coverage.forms import MailForm
from bawaba.directory.queries import actor_for


@require_POST
def choose(request: HttpRequest) -> HttpResponseBase:
    """Keep whether and in which language these mails are wanted."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    form = MailForm(request.POST)
    if form.is_valid():
        services.choose_mails(actor=actor_for(account=request.user), wish=form.wish)
        messages.success(request, _("Your choice is kept."))
    return redirect("coverage:desk")


@csrf_exempt  # a mailbox posts here for its reader (RFC 8058); the token says for whom
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponseBase:
    """End these mails for whoever holds the address."""
    done = request.method == "POST"
    if done:
        services.end_alarms(token=token)
    return render(request, "coverage/alarms_end.html", {"done": done})
