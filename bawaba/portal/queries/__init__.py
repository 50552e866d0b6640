"""Page-building reads: each composes the rooms below into what one page shows."""

from bawaba.catalogue.queries import count_published
from bawaba.portal.queries.api import api_groups
from bawaba.portal.queries.bodies import body_page, body_tree
from bawaba.portal.queries.home import count_trust, essentials, home_page, search_start
from bawaba.portal.queries.lists import audience_page, event_page, events_by_kind, service_list
from bawaba.portal.queries.results import result_page
from bawaba.portal.queries.services import preview_page, question_boxes, service_page, service_title
from bawaba.portal.queries.sitemap import SitemapEntry, sitemap_cuts, sitemap_pages, sitemap_services
from bawaba.portal.queries.suggestions import suggestions
from bawaba.portal.queries.territories import region_list, territory_page

__all__ = [
    "SitemapEntry",
    "api_groups",
    "audience_page",
    "body_page",
    "body_tree",
    "count_published",
    "count_trust",
    "essentials",
    "event_page",
    "events_by_kind",
    "home_page",
    "preview_page",
    "question_boxes",
    "region_list",
    "result_page",
    "search_start",
    "service_list",
    "service_page",
    "service_title",
    "sitemap_cuts",
    "sitemap_pages",
    "sitemap_services",
    "suggestions",
    "territory_page",
]
