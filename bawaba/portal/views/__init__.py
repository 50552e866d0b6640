"""Pages of the portal, by what they are about."""

from bawaba.portal.views.refusals import csrf_failure, page_not_found, server_error

__all__ = ["csrf_failure", "page_not_found", "server_error"]
