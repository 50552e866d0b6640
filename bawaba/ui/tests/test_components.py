"""Components: what they say to a reader and to a screen reader."""

import re
from dataclasses import replace

import pytest
from django import forms

from bawaba.ui import gallery, icons
from bawaba.ui.charts import Reader
from bawaba.ui.pages import page_links
from bawaba.ui.tests.factories import render_in


def test_an_icon_is_hidden_from_screen_readers_and_an_unknown_name_shows_a_sheet() -> None:
    assert 'aria-hidden="true"' in icons.svg("search")
    assert icons.svg("no-such-icon").count("<path") == icons.svg("file-text").count("<path")


def test_pointing_icons_turn_with_the_reading_direction() -> None:
    assert "icon-turns" in icons.svg("chevron-right")
    assert "icon-turns" not in icons.svg("search")


@pytest.mark.parametrize("template", [
    "{% button text %}", "{% link_button '/x' text %}", "{% badge text %}", "{% notice 'info' title=text %}{% endnotice %}",
    "{% card text %}{% endcard %}", "{% facts %}{% fact text %}{% endfact %}{% endfacts %}",
    "{% disclosure text %}{% enddisclosure %}", "{% empty_state text %}{% endempty_state %}",
    "{% data_table text %}{% enddata_table %}", "{% progress 1 2 text %}", "{% breadcrumb '/x' text text %}",
    "{% search_box query=text %}",
])  # fmt: skip
def test_text_is_escaped_everywhere(template: str) -> None:
    html = render_in("fr", template, text='<script>"x"</script>')
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_an_external_link_says_so_to_the_browser() -> None:
    html = render_in("fr", "{% link_button 'https://x.example/' 'Start' external=True %}")
    assert 'rel="external noopener"' in html
    assert "<svg" in html


@pytest.mark.parametrize(
    ("level", "words", "kind"),
    [("official", "Lu sur une page officielle", "plain"), ("press", "D’après la presse, non vérifié", "unverified"),
     ("general-knowledge", "Non vérifié", "unverified"), ("anything else", "Non vérifié", "unverified")],
)  # fmt: skip
def test_confidence_is_said_in_words_and_doubt_never_looks_official(
    level: str, words: str, kind: str
) -> None:
    html = render_in("fr", "{% confidence level %}", level=level)
    assert words in html
    assert f"badge-{kind}" in html


def test_search_leads_to_the_results_of_the_page_language_without_a_script() -> None:
    html = render_in("ar", "{% search_box %}")
    assert 'action="/ar/search" method="get"' in html
    assert re.search(r'<label[^>]*for="q">', html)
    assert 'name="q"' in html


def test_a_card_in_another_language_names_it() -> None:
    card = gallery.samples(Reader())["cards"][0]
    html = render_in(
        "ar", "{% service_card card %}", card=replace(card, title_language="fr", summary_language="fr")
    )
    assert html.count('lang="fr" dir="auto"') == 2
    assert 'href="/ar/services/sample-1"' in html


def test_pagination_keeps_the_question_and_marks_the_page() -> None:
    html = render_in("fr", "{% pagination 4 12 %}", address="/fr/search?q=acte+de&page=4")
    assert 'href="?q=acte+de&amp;page=5"' in html
    assert html.count('aria-current="page"') == 1
    assert 'rel="prev" href="?q=acte+de&amp;page=3"' in html


def test_pagination_of_one_page_is_nothing() -> None:
    assert render_in("fr", "{% pagination 1 1 %}").strip() == ""


@pytest.mark.parametrize(
    ("number", "pages", "shown"),
    [(1, 1, [1]), (1, 9, [1, 2, 9]), (5, 9, [1, 4, 5, 6, 9]), (9, 9, [1, 8, 9])],
)
def test_page_numbers_show_the_ends_and_the_neighbours(number: int, pages: int, shown: list[int]) -> None:
    assert [link.number for link in page_links(number=number, pages=pages)] == shown


def test_a_chosen_facet_is_a_link_that_removes_it_and_keeps_the_rest() -> None:
    options = gallery.samples(Reader())["options"]
    html = render_in("fr", "{% facet_group 'Public' 'audience' options %}", address="/fr/search?q=a&audience=citizen&page=3", options=options)  # fmt: skip
    assert '<a href="?q=a" aria-current="true"' in html
    assert 'href="?q=a&amp;audience=business"' in html
    assert "page=3" not in html


class Form(forms.Form):
    name = forms.CharField(label="Nom", help_text="Comme sur la carte.")
    who = forms.ChoiceField(label="Qui", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Accord", required=False)


def test_a_field_ties_label_help_and_error_to_its_input() -> None:
    html = render_in("fr", "{% field form.name %}", form=Form({}))
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described is not None
    for target in described.group(1).split():
        assert f'id="{target}"' in html
    assert 'aria-invalid="true"' in html
    assert '<label class="label" for="id_name">' in html


def test_a_group_of_choices_has_a_legend() -> None:
    html = render_in("fr", "{% field form.who %}", form=Form())
    assert "<fieldset" in html
    assert re.search(r"<legend[^>]*>Qui", html)


def test_the_error_summary_leads_to_each_field_and_a_good_form_has_none() -> None:
    html = render_in("fr", "{% error_summary form %}", form=Form({}))
    assert 'href="#id_name"' in html
    assert render_in("fr", "{% error_summary form %}", form=Form({"name": "x", "who": "a"})).strip() == ""
