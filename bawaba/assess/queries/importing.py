"""Read a method from a file of any kind that is known, and say what a move to another version would do."""

from bawaba.assess.errors import AssessmentNotFound
from bawaba.assess.models import Answer, Assessment
from bawaba.assess.queries.methods import find_method, method_of
from bawaba.assess.queries.refusing import told
from bawaba.assess.rules.definitions import read_method
from bawaba.assess.rules.konveyor import import_questionnaire, is_questionnaire
from bawaba.assess.rules.migrating import migrate_answers
from bawaba.assess.rules.surveyjs import import_survey
from bawaba.assess.scoring.points import is_survey
from bawaba.assess.scoring.reading import read_either
from bawaba.assess.types import Method, Migration, Texts
from bawaba.directory.queries import acts_for
from bawaba.kernel.actors import Actor


def read_file(*, text: str, urn: str = "", version: str = "", titles: Texts | None = None) -> Method:
    """Return the method that a file spells: our own YAML or JSON, SurveyJS, Konveyor's YAML. No SQL query.

    urn, version, titles: of an imported questionnaire, which does not carry them
    raises: InputRefused
    """
    with told():
        document = read_either(text)
        if is_survey(document.value):
            named = titles or {"en": urn, "fr": urn}
            return import_survey(document, urn=urn, version=version, titles=named)
        if is_questionnaire(document.value):
            return import_questionnaire(document, urn=urn, version=version)
        return read_method(document)


def preview_migration(*, actor: Actor, key: str, version: str) -> Migration:
    """Return what moving an assessment to another version would carry, lose and ask anew. At most four SQL queries.

    raises: AssessmentNotFound, MethodNotFound
    """
    row = Assessment.objects.select_related("version__method").filter(key=key).first()
    if row is None or not acts_for(actor=actor, role="editor", body=row.body):
        raise AssessmentNotFound
    _info, new = find_method(urn=row.version.method.urn, version=version)
    answers = dict(Answer.objects.filter(assessment=row).values_list("question", "value"))
    return migrate_answers(old=method_of(row.version), new=new, answers=answers)
