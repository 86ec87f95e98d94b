"""Document → YAML, in the shape that `library_file.parse` reads and the library is written in.

It carries all of a Content. How far a launch is stands in comments above its lines: a template has no place for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import indent
from typing import Any

import yaml

from checklists.content import LineContent, QuestionContent, ScenarioContent, SectionContent, WaitContent
from checklists.schedule import Roll, Rule, Unit

from .document import Document


def write_yaml(document: Document) -> bytes:
    parts = [f"# {_one_line(word)}: {_one_line(text)}" for word, text in document.facts if text]
    head = {"slug": document.file.words.get("slug"), "launch_type": _flow(document.file.launch_type)}
    words = {name: text for name, text in document.file.words.items() if name != "slug"}
    parts.append(_dump({name: value for name, value in (head | words).items() if value}))
    if document.content.questions:
        parts.append(_dump({"questions": [_question(question) for question in document.content.questions]}))
    parts += ["sections:" if document.content.sections else "sections: []"]
    for section in document.content.sections:
        parts += _section(section, document)
    return ("\n".join(part.rstrip("\n") for part in parts) + "\n").encode()


class Flow(dict[str, Any]):
    """A mapping that is written on one line: {question: number, is: new}."""


class _Dumper(yaml.SafeDumper):
    """Lists stand indented below their name, and long texts as they read."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _on_one_line(dumper: yaml.SafeDumper, values: Flow) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", values.items(), flow_style=True)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Flow, _on_one_line)


def _dump(value: Any) -> str:
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=False)


def _flow(values: Mapping[str, Any] | None) -> Flow | None:
    return Flow(values) if values else None


def _given(**values: Any) -> dict[str, Any]:
    """Those that say something; `class` and other reserved words are not among our names."""
    return {name: value for name, value in values.items() if value}


def _section(section: SectionContent, document: Document) -> list[str]:
    head = _dump([_given(title=section.title, title_en=section.title_en)])
    parts = [indent(head, "  "), "    items:" if section.lines else "    items: []"]
    for line in section.lines:
        states = [f"{state.heading}: {_one_line(state.of(line))}" for state in document.states if state.of(line)]
        parts += [f"      # {words}" for words in states]
        parts.append(indent(_dump([_line(line)]), "      "))
    return parts


def _line(line: LineContent) -> dict[str, Any]:
    roll = line.rule.roll
    return {"key": line.key, "title": line.title} | _given(
        title_en=line.title_en,
        guidance=line.guidance,
        guidance_en=line.guidance_en,
        department=line.department,
        owner=line.default_owner,
        due=_rule(line.rule),
        roll=str(roll) if roll != Roll.DEFAULT else "",
        blocker=line.is_blocker,
        evidence=str(line.evidence_kind) if line.evidence_kind != "none" else "",
        approval=str(line.approval) if line.approval != "none" else "",
        brief=line.brief_line,
        brief_en=line.brief_line_en,
        when=_flow(line.condition),
        waits_for=[_wait(wait) for wait in line.waits],
        scenarios=[_scenario(scenario) for scenario in line.scenarios],
    )


def _wait(wait: WaitContent) -> str | Flow:
    return wait.key if wait.days is None else Flow(item=wait.key, days=wait.days)


def _scenario(scenario: ScenarioContent) -> dict[str, Any]:
    due = _rule(scenario.rule) if scenario.rule else ""
    return _given(text=scenario.text, text_en=scenario.text_en, due=due, when=_flow(scenario.condition))


def _question(question: QuestionContent) -> dict[str, Any]:
    choices = [Flow(_given(value=c.value, label=c.label, label_en=c.label_en)) for c in question.choices]
    return _given(
        key=question.key, text=question.text, text_en=question.text_en, kind=str(question.kind), choices=choices
    )


def _rule(rule: Rule) -> str:
    return "D-0 business" if rule.offset == 0 and rule.unit == Unit.BUSINESS else str(rule)


def _one_line(text: str) -> str:
    return " ".join(text.split())
