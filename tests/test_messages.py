"""Every text of the product has a Korean translation; and how texts are found in the sources."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command

from config.translations import Text, faults_of, new_entry, placeholders, source_texts, texts_of

KOREAN = Path(settings.BASE_DIR) / "locale/ko/LC_MESSAGES/django.po"


def test_every_text_is_translated():
    assert faults_of(polib.pofile(str(KOREAN)), source_texts(Path(settings.BASE_DIR))) == []


def test_the_catalogue_says_which_language_it_is():
    metadata = polib.pofile(str(KOREAN)).metadata
    assert metadata["Language"] == "ko"
    assert metadata["Plural-Forms"] == "nplurals=1; plural=0;"


def test_no_text_is_there_twice():
    keys = [(entry.msgid, entry.msgctxt) for entry in polib.pofile(str(KOREAN))]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("name", "source", "text"),
    [
        ("a.py", '_("Late")', Text("Late")),
        ("a.py", 'gettext_lazy("Late " "again")', Text("Late again")),
        ("a.py", 'translation.gettext("Late")', Text("Late")),
        ("a.py", 'gettext_noop("Late")', Text("Late")),
        ("a.py", "f\"{_('Late')}\"", Text("Late")),
        ("a.py", 'ngettext("%(n)d day", "%(n)d days", n)', Text("%(n)d day", plural="%(n)d days")),
        ("a.py", 'pgettext_lazy("verdict", "Held")', Text("Held", context="verdict")),
        ("a.html", "{% translate 'Late' %}", Text("Late")),
        ("a.html", '{% translate "Held" context "verdict" %}', Text("Held", context="verdict")),
        ("a.html", '{% include "b.html" with heading=_("Late") %}', Text("Late")),
        ("a.html", '{{ word|default:_("None yet") }}', Text("None yet")),
        ("a.html", "{% blocktranslate %}100% of {{ x }}{% endblocktranslate %}", Text("100%% of %(x)s")),
        (
            "a.html",
            "{% blocktranslate count n=days %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
            Text("%(n)s day", plural="%(n)s days"),
        ),
    ],
)
def test_a_text_is_found(tmp_path, name, source, text):
    path = tmp_path / name
    path.write_text(source)
    assert list(texts_of(path)) == [text]


def test_a_call_without_a_literal_is_no_text(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("_(words)\n_('')\nsome_('x')\nlabel.title('x')")
    assert list(texts_of(path)) == []


def entry(text: Text, translated: str, **fields) -> polib.POEntry:
    made = new_entry(text, ["a.py"])
    if text.plural:
        made.msgstr_plural = {0: translated}
    else:
        made.msgstr = translated
    for name, value in fields.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize(
    ("text", "translated", "fault"),
    [
        (Text("%(n)d days"), "%(n)d일", None),
        (Text("%(n)d day", plural="%(n)d days"), "%(n)d일", None),
        (Text("{name} is late"), "{name}, {name} 지연", None),
        (Text("%(n)d days"), "", "untranslated"),
        (Text("%(n)d days"), "%(m)d일", "placeholders differ"),
        (Text("%(n)d days"), "며칠", "placeholders differ"),
        (Text("%s of %s"), "%s", "placeholders differ"),
        (Text("100%% of %(x)s"), "%(x)s의 100%%", None),
        (Text("%(x)s is late"), "%(x)s은(는) 지연", "two particles at once"),
        (Text("to %(x)s"), "%(x)s(으)로", "two particles at once"),
        (Text("v%(x)s is published"), "v%(x)s을 게시했습니다.", "a particle after a value"),
        (Text("%(x)s people"), "%(x)s명이 받습니다.", None),
    ],
)
def test_what_is_wrong_with_a_translation_is_named(text, translated, fault):
    found = faults_of([entry(text, translated)], {text.key: (text, ["a.py"])})
    assert found == ([f"{fault}: {text.singular!r} (a.py)"] if fault else [])


def test_missing_and_fuzzy_ones_are_named():
    late, held = Text("Late"), Text("Held", context="verdict")
    texts = {late.key: (late, ["a.py", "b.html"]), held.key: (held, ["c.py"])}
    fuzzy = entry(held, "보류", flags=["fuzzy"])
    assert faults_of([fuzzy], texts) == ["missing: 'Late' (a.py, b.html)", "fuzzy: 'Held' [verdict] (c.py)"]


def test_placeholders_are_counted_as_python_fills_them_in():
    assert placeholders("%(a)s and %(a)s: 5%% of %d, {b}") == {"%(a)s": 1, "%d": 1, "{b}": 1}


def test_compiling_makes_what_django_reads(tmp_path, settings):
    folder = tmp_path / "ko/LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "ko"}
    catalogue.append(entry(Text("Late"), "지연"))
    catalogue.save(str(folder / "django.po"))
    settings.LOCALE_PATHS, settings.BASE_DIR = [tmp_path], tmp_path
    call_command("compile_po", stdout=StringIO())
    assert polib.mofile(str(folder / "django.mo")).find("Late").msgstr == "지연"
    assert list(folder.glob("*.new")) == []
