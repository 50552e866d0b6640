"""A questionnaire goes out as a workbook and comes back: compared, never written over, refused cell by cell."""

import io
import zipfile

import pytest
import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bawaba.assess import services
from bawaba.assess.errors import WorkbookRefused
from bawaba.assess.models import Answer
from bawaba.assess.queries.workbooks import compare_questionnaire, write_questionnaire
from bawaba.assess.tests.people import SYSTEM, key_of, make_account, make_campaign
from bawaba.assess.types import UNKNOWN

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def key() -> str:
    make_campaign(communes=1)
    return key_of("commune-1")


def fill(content: bytes, **answers: str) -> bytes:
    """Write answers (`question` or `question__choice`) into a workbook as an office program does."""
    book = python_calamine.load_workbook(io.BytesIO(content))
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer, {"in_memory": True})
    wanted = {name.replace("__", "#"): text for name, text in answers.items()}
    for name in book.sheet_names:
        sheet = made.add_worksheet(name)
        for row, cells in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False)):
            for column, cell in enumerate(cells):
                sheet.write(
                    row,
                    column,
                    wanted.get(str(cells[0]), cell) if name == "Answers" and column == 4 else cell,
                )
    made.close()
    return buffer.getvalue()


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_a_filled_workbook_says_what_it_changes_in_any_language(key: str, code: str) -> None:
    taken = write_questionnaire(actor=SYSTEM, key=key, language=code)
    said = {"fr": "Adoptée", "ar": "معتمدة"}[code]
    _opened, found = compare_questionnaire(
        actor=SYSTEM,
        key=key,
        content=fill(taken, strategy=said, budget="2,5", skills__law="x", skills__data="x"),
    )
    assert {one.question.id: one.value for one in found} == {
        "strategy": "adopted",
        "budget": 2.5,
        "skills": ["law", "data"],
    }
    assert not any(one.conflict for one in found)
    assert Answer.objects.count() == 0


def test_what_is_taken_out_and_brought_back_changes_nothing(key: str) -> None:
    services.save_answer(actor=SYSTEM, key=key, question="strategy", value="adopted", comment="=1+1")
    services.save_answer(actor=SYSTEM, key=key, question="skills", value=["data"])
    services.save_answer(actor=SYSTEM, key=key, question="budget", value=UNKNOWN)
    taken = write_questionnaire(actor=SYSTEM, key=key, language="fr")
    assert compare_questionnaire(actor=SYSTEM, key=key, content=taken)[1] == []
    sheet = zipfile.ZipFile(io.BytesIO(taken)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


def test_an_answer_that_changed_meanwhile_is_a_conflict_and_stays_unless_chosen(key: str) -> None:
    client = Client()
    client.force_login(make_account("salma", "editor", "commune-1"))
    taken = write_questionnaire(actor=SYSTEM, key=key, language="fr")
    services.save_answer(actor=SYSTEM, key=key, question="strategy", value="none")
    filled = fill(taken, strategy="Adoptée", skills__law="x")
    base = f"/fr/assessments/{key}/workbook/"
    page = client.post(base, {"book": SimpleUploadedFile("q.xlsx", filled)}).content.decode()
    assert page.count("Modifiée ici depuis") == 1
    assert page.count("checked") == 2
    found = {one.question.id: one for one in compare_questionnaire(actor=SYSTEM, key=key, content=filled)[1]}
    posted = {
        "asked": ["strategy", "skills"], "take-strategy": "kept", "take-skills": "book", "book-skills": '["law"]',
        "was-skills": found["skills"].was, "book-strategy": '"adopted"', "was-strategy": found["strategy"].was,
    }  # fmt: skip
    assert client.post(f"{base}take/", posted).status_code == 302
    assert dict(Answer.objects.values_list("question", "value")) == {"strategy": "none", "skills": ["law"]}
    assert (
        client.post(
            f"{base}take/", {**posted, "take-strategy": "book", "book-strategy": '"magic"'}
        ).status_code
        == 422
    )


def test_bad_cells_are_named_and_nothing_changes(key: str) -> None:
    taken = write_questionnaire(actor=SYSTEM, key=key, language="fr")
    with pytest.raises(WorkbookRefused) as refused:
        compare_questionnaire(
            actor=SYSTEM, key=key, content=fill(taken, strategy="Peut-être", budget="11", skills__law="maybe")
        )
    assert list(refused.value.fields) == ["Answers!E2", "Answers!E3", "Answers!E5"]
    assert Answer.objects.count() == 0


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", b"0" * 61_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"a,b\n1,2\n", b"\xd0\xcf\x11\xe0" * 100, bomb()],
    ids=["nothing", "stub", "csv", "ole", "bomb"],
)
def test_what_is_no_workbook_is_refused(key: str, content: bytes) -> None:
    with pytest.raises(WorkbookRefused):
        compare_questionnaire(actor=SYSTEM, key=key, content=content)


def test_a_workbook_of_another_assessment_is_refused(key: str) -> None:
    other = services.start_assessment(actor=SYSTEM, urn="urn:bawaba:method:example", body="commune-1")
    taken = write_questionnaire(actor=SYSTEM, key=other, language="fr")
    with pytest.raises(WorkbookRefused):
        compare_questionnaire(actor=SYSTEM, key=key, content=taken)
