"""Every address of the site. Pages carry their language first: /ar/…, /fr/….

What people open most comes first: Django looks from the top, at each request.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from bawaba.project.api import api
from bawaba.project.api_problems import not_found

urlpatterns = [
    *i18n_patterns(
        path("account/", include("bawaba.identity.account_urls")),
        path("", include("bawaba.kernel.urls")),
        path("", include("bawaba.ui.urls")),
        path("", include("bawaba.identity.urls")),
        path("", include("bawaba.forms.urls")),
        path("", include("bawaba.casework.urls")),
        path("", include("bawaba.assess.urls")),
        path("", include("bawaba.catalogue.urls")),
        path("", include("bawaba.maturity.urls")),
        path("", include("bawaba.ai.urls")),
        path("", include("bawaba.coverage.urls")),
        path("", include("bawaba.assistant.urls")),
        path("", include("bawaba.portal.urls")),
    ),
    path("app/", include("bawaba.identity.phone_urls")),
    path("api/v1/", not_found),
    path("api/v1/", api.urls),
    path("api/v1/<path:rest>", not_found),
    path("govstack/registration/", include("bawaba.casework.govstack.urls")),
    path("", include("bawaba.portal.root_urls")),
    path("", include("bawaba.identity.oidc.urls")),
    path("", include("bawaba.identity.root_urls")),
]
handler404 = "bawaba.portal.views.page_not_found"
handler500 = "bawaba.portal.views.server_error"
