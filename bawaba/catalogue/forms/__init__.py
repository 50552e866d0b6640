"""Forms of the editors' pages: the sheet of a service, and the small ones around it."""

from bawaba.catalogue.forms.sheet import Choices, Fault, Sheet, blank_record
from bawaba.catalogue.forms.steps import AnswerForm, ImportForm, ReviewForm

__all__ = ["AnswerForm", "Choices", "Fault", "ImportForm", "ReviewForm", "Sheet", "blank_record"]
