"""YAML as plain values, with the line on which each of them stands. Nothing that a hostile file could abuse is read.

Refused: aliases (a few lines of them grow into gigabytes), names used twice, tags, depth beyond 20, more than 1 MB.
"""

from __future__ import annotations

from typing import Any

import yaml
from django.utils.translation import gettext as _

Path = tuple[str | int, ...]
MOST_CHARACTERS, MOST_DEPTH = 1_000_000, 20


class YamlProblem(ValueError):
    """What is wrong, as a sentence; `line` counts from 1."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line


def plain_with_lines(text: str) -> tuple[Any, dict[Path, int]]:
    """The file's content, and for each place in it, such as ("sections", 0, "title"), its line."""
    if len(text) > MOST_CHARACTERS:
        raise YamlProblem(1, _("The file is longer than %(most)d characters.") % {"most": MOST_CHARACTERS})
    try:
        _check_events(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        sentence = _("not YAML: %(problem)s") % {"problem": getattr(error, "problem", None) or str(error)[:200]}
        raise YamlProblem(mark.line + 1 if mark else 1, sentence) from error
    lines: dict[Path, int] = {}
    return (None if node is None else _plain(node, (), lines)), lines


def _check_events(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlProblem(line, _("Anchors and aliases (& and *) are not read. Write the value out."))
        if getattr(event, "tag", None):
            raise YamlProblem(line, _("Tags (!) are not read."))
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            raise YamlProblem(line, _("It is nested too deeply."))


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_plain(part, (*path, number), lines) for number, part in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in found:
                raise YamlProblem(key_node.start_mark.line + 1, _("“%(name)s” stands here twice.") % {"name": key})
            found[key] = _plain(value_node, (*path, key), lines)
            lines[*path, key] = key_node.start_mark.line + 1
        return found
    try:
        return yaml.SafeLoader("").construct_object(node)
    except (ValueError, yaml.YAMLError) as error:  # 2026-02-30 looks like a date and is none
        raise YamlProblem(node.start_mark.line + 1, _("“%(value)s” cannot be read.") % {"value": node.value}) from error
