"""Evidence that is not what it says, or is called what no file should be called."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from projects.models import Evidence

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
FILES = [
    ("svg", "a.svg", b"<svg onload=x/>", 400),
    ("html", "a.html", b"<script>", 400),
    ("exe", "a.exe", b"MZ", 400),
    ("exe called png", "a.png", b"MZ\x90", 400),
    ("double ending", "a.png.html", PNG, 400),
    ("0 bytes", "a.png", b"", 400),
    ("override in the name", "a\u202egnp.exe", PNG, 400),
    ("a zip called xlsx", "a.xlsx", b"PK\x03\x04", 400),
    ("polyglot", "a.gif", b"GIF89a/*<script>*/=1", 302),
    ("a path", "../../etc/passwd.png", PNG, 302),
    ("a path with backslashes", "..\\..\\x.png", PNG, 302),
    ("a line break, which ends the header", "a\r\nX-Evil: 1.png", PNG, 400),
    ("300 characters", "가" * 300 + ".png", PNG, 302),
    ("over 10 MB", "a.txt", b"a" * (11 * 2**20), 413),
]


@pytest.mark.parametrize(("name", "content", "status"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_a_file_is_taken_by_what_it_is_under_a_name_of_ours(send, people, name, content, status):
    file = SimpleUploadedFile("x", content)
    file._name = name
    answer = send("salesperson", "/launches/{launch}/items/{file}/attach/", {"version": 1, "file": file})
    assert answer.status_code == status
    for evidence in Evidence.objects.all():
        assert evidence.file.name.startswith("evidence/")
        assert evidence.file_name.isprintable()
        assert not set("/\\") & set(evidence.file_name)


LINKS = [
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "http://[",
    "//x",
    "x" * 1001,
    "http://a b",
    "ftp://a\0b",
]


def test_a_bad_link_is_refused(send):
    for url in LINKS:
        answer = send("salesperson", "/launches/{launch}/items/{file}/attach/", {"version": 1, "url": url})
        assert answer.status_code == 422, url
    assert not Evidence.objects.exists()
