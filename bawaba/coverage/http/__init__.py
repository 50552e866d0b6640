"""5G coverage over HTTP."""

from ninja import Router

from bawaba.coverage.http.challenges import router as challenges
from bawaba.coverage.http.figures import router as figures

router = Router()
router.add_router("", figures)
router.add_router("", challenges)
