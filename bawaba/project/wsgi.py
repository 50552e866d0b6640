"""The WSGI application that granian or gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bawaba.project.settings")
_site = get_wsgi_application()

from bawaba.identity.oidc.gate import ProtocolApplication  # noqa: E402 - models exist only now

application = ProtocolApplication(_site)
