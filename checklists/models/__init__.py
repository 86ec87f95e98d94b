from .imports import ImportFile
from .language import in_reader_language
from .lines import Approval, EvidenceKind, Line, Scenario, Section, TemplateItem, TemplateWait
from .proposals import Proposal
from .questions import Question
from .templates import LaunchType, Template, TemplateVersion

__all__ = [
    "Approval",
    "EvidenceKind",
    "ImportFile",
    "LaunchType",
    "Line",
    "Proposal",
    "Question",
    "Scenario",
    "Section",
    "Template",
    "TemplateItem",
    "TemplateVersion",
    "TemplateWait",
    "in_reader_language",
]
