"""The WSGI application that granian or gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bawaba.project.settings")
gc.disable()  # while modules load, nothing is thrown away
_site = get_wsgi_application()

from bawaba.identity.oidc.gate import ProtocolApplication  # noqa: E402 - models exist only now

application = ProtocolApplication(_site)
# What was made until here stays for good: the collector need not look through it again and again.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
gc.enable()
