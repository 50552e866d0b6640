"""The same services as a Wagtail developer would model them: one page each, plain fields, indexed."""

from typing import ClassVar

from django.db import models
from wagtail.models import Page
from wagtail.search import index


class ServicePage(Page):
    """A public service in French and Arabic. Lists are kept a line an item, which is the cheap way."""

    title_ar = models.CharField(max_length=300, blank=True)
    summary_fr = models.TextField(blank=True)
    summary_ar = models.TextField(blank=True)
    authority_fr = models.CharField(max_length=300, blank=True)
    authority_ar = models.CharField(max_length=300, blank=True)
    audience = models.CharField(max_length=60, blank=True)
    documents = models.TextField(blank=True)
    steps = models.TextField(blank=True)
    fee = models.CharField(max_length=300, blank=True)
    delay = models.CharField(max_length=60, blank=True)
    start_url = models.URLField(max_length=500, blank=True)
    legal_basis = models.TextField(blank=True)
    sources = models.TextField(blank=True)
    keywords = models.TextField(blank=True)

    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("title_ar", boost=2),
        index.SearchField("summary_fr"),
        index.SearchField("summary_ar"),
        index.SearchField("authority_fr"),
        index.SearchField("authority_ar"),
        index.SearchField("keywords", boost=1.5),
        index.SearchField("documents"),
        index.SearchField("steps"),
    ]
