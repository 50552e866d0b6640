"""The forms with which editors build forms."""

from bawaba.forms.forms.editors import (
    AddPiece,
    FieldForm,
    HeadForm,
    JsonForm,
    NewForm,
    PageForm,
    TextsForm,
)

__all__ = ["AddPiece", "FieldForm", "HeadForm", "JsonForm", "NewForm", "PageForm", "TextsForm"]
