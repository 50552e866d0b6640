"""5G coverage over HTTP."""

from ninja import Router

from bawaba.coverage.http import challenges, working

router = Router()
router.add_router("", working.router)
router.add_router("", challenges.router)
