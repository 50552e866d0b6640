"""What people write on the pages of the room."""

from bawaba.ai.forms.acts import (
    ActForm,
    AssessForm,
    ConditionForm,
    IncidentForm,
    IndicatorForm,
    LinkForm,
    MeetForm,
    ObligationsForm,
    PeriodicForm,
    PurposeForm,
    ReadingForm,
    ScoreForm,
    SheetForm,
    StepForm,
    TellForm,
    VerdictForm,
)
from bawaba.ai.forms.intake import LANGUAGES, IntakeForm, RevisionForm, SayForm, TitlesForm
from bawaba.ai.forms.portfolio import ScenarioForm, WeightsForm

__all__ = [
    "LANGUAGES",
    "ActForm",
    "AssessForm",
    "ConditionForm",
    "IncidentForm",
    "IndicatorForm",
    "IntakeForm",
    "LinkForm",
    "MeetForm",
    "ObligationsForm",
    "PeriodicForm",
    "PurposeForm",
    "ReadingForm",
    "RevisionForm",
    "SayForm",
    "ScenarioForm",
    "ScoreForm",
    "SheetForm",
    "StepForm",
    "TellForm",
    "TitlesForm",
    "VerdictForm",
    "WeightsForm",
]
