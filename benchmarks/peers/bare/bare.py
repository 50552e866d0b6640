"""The bare Django view that our pages are measured against: no middleware, no database, one line of text."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY="benchmark-only", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, MIDDLEWARE=[]
)


def hello(request: HttpRequest) -> HttpResponse:
    """Answer one line."""
    return HttpResponse("Hello")


urlpatterns = [path("", hello)]
application = get_wsgi_application()
