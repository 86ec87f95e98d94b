"""Published static files: the stylesheet is one file and holds every part, in its layer."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command

CSS = Path(__file__).parents[2] / "static" / "css"


def test_the_published_stylesheet_is_one_file_with_every_part_in_its_layer(client, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    backend = {"BACKEND": "config.static.BundlingStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": backend}
    settings.STATICFILES_DIRS = [CSS.parent]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    call_command("collectstatic", interactive=False, verbosity=0)
    [published] = tmp_path.glob("css/main.*.css")
    words = published.read_text()
    assert "@import" not in words
    assert words.index("@layer tokens, base") < words.index("@layer tokens {") < words.index("@layer print {")
    for part in CSS.rglob("*.css"):
        if part.name != "main.css":
            assert part.read_text().strip() in words, part
    assert published.with_name(published.name + ".gz").exists()
    # What names published files without being a page.
    assert 'const STATIC = "/static/"' in client.get("/service-worker.js").content.decode()
    icons = client.get("/manifest.webmanifest").json()["icons"]
    assert all((tmp_path / icon["src"].removeprefix("/static/")).exists() for icon in icons)
