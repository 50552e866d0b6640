"""Readers are imported when they are asked, and each format has one."""

import subprocess
import sys
from typing import get_args

import pytest

from bawaba.catalogue.importers import reader_of
from bawaba.catalogue.types import ImportFormat

HEAVY = ("rdflib", "pyshacl", "weasyprint", "geopandas", "scipy", "highspy", "numba")


@pytest.mark.parametrize("name", get_args(ImportFormat))
def test_each_format_has_its_reader(name):
    assert callable(reader_of(name))


def test_starting_the_house_imports_nothing_that_few_commands_need():
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'bawaba.project.settings'; django.setup();"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
