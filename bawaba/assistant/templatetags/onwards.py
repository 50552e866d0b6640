"""Where an answer leads on."""

from django import template

from bawaba.assistant import queries

register = template.Library()


@register.simple_tag
def forms_for(service: str) -> tuple[str, ...]:
    """`{% forms_for answer.service_id as forms %}`: the forms that can be filled in here."""
    return queries.forms_for(service=service)
