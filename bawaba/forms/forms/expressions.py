"""Form fields of the builder for expressions: JSON, beside the condition rows of the design system."""

from typing import Any

from django import forms

from bawaba.forms.types import Json
from bawaba.ui.conditions import read_json, write_json


class ExpressionField(forms.CharField):
    """An expression as JSON; empty is none."""

    def __init__(self, **options: Any) -> None:  # Any: Django's own signature
        widget = forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false", "class": "code"})
        super().__init__(required=False, widget=widget, max_length=20_000, **options)

    def to_python(self, value: Json) -> Json:
        return read_json(super().to_python(value) or "")

    def prepare_value(self, value: Json) -> Json:
        return value if isinstance(value, str) else write_json(value)
