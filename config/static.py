"""How static files are published: named by their content, compressed, and the stylesheet's parts as one file.

In development the browser follows the imports of `css/main.css`, each part under its own name. Over a network that is
fifty requests before the first paint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/main.css"
IMPORT = re.compile(r'@import url\("(?P<part>[^"]+)"\) layer\((?P<layer>\w+)\);')


class BundlingStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run and STYLESHEET in paths:
            whole = self._bundled()
            self.delete(STYLESHEET)
            self._save(STYLESHEET, ContentFile(whole.encode()))
            paths[STYLESHEET] = (self, STYLESHEET)
        yield from super().post_process(paths, dry_run, **options)

    def _bundled(self) -> str:
        """Every import replaced by what it imports, in the layer that it names; the order is kept."""
        folder = PurePosixPath(STYLESHEET).parent

        def inline(found: re.Match[str]) -> str:
            return f"@layer {found['layer']} {{\n{self._text(str(folder / found['part']))}\n}}"

        return IMPORT.sub(inline, self._text(STYLESHEET))

    def _text(self, name: str) -> str:
        with self.open(name) as file:
            words: bytes = file.read()
        return words.decode()
