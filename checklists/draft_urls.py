"""Addresses of a template's draft, below /templates/<id>/draft/. Actions are POST-only and end in their verb."""

from django.urls import path

from .views import editor, editor_bulk, editor_lines, editor_panel, editor_questions, editor_sections

LINE = "lines/<str:key>/"
SECTION = "sections/<int:section_id>/"
QUESTION = "questions/<str:question_key>/"
UP, DOWN = {"step": -1}, {"step": 1}

urlpatterns = [
    path("", editor.draft, name="draft"),
    path("dates/", editor.draft_dated, name="draft-dates"),
    path("preview/", editor.guidance_preview, name="draft-preview"),
    path("add-line/", editor_lines.line_add, name="draft-line-add"),
    path("change-lines/", editor_bulk.lines_change, name="draft-lines-change"),
    path(LINE, editor_panel.line_detail, name="draft-line"),
    path(LINE + "save/", editor_lines.line_save, name="draft-line-save"),
    path(LINE + "change/", editor_panel.line_change, name="draft-line-change"),
    path(LINE + "condition/", editor_panel.line_condition, name="draft-line-condition"),
    path(LINE + "up/", editor_lines.line_shift, UP, name="draft-line-up"),
    path(LINE + "down/", editor_lines.line_shift, DOWN, name="draft-line-down"),
    path(LINE + "move/", editor_lines.line_move, name="draft-line-move"),
    path(LINE + "duplicate/", editor_lines.line_duplicate, name="draft-line-duplicate"),
    path(LINE + "remove/", editor_lines.line_remove, name="draft-line-remove"),
    path("sections/add/", editor_sections.section_add, name="draft-section-add"),
    path(SECTION + "rename/", editor_sections.section_rename, name="draft-section-rename"),
    path(SECTION + "up/", editor_sections.section_shift, UP, name="draft-section-up"),
    path(SECTION + "down/", editor_sections.section_shift, DOWN, name="draft-section-down"),
    path(SECTION + "duplicate/", editor_sections.section_duplicate, name="draft-section-duplicate"),
    path(SECTION + "remove/", editor_sections.section_remove, name="draft-section-remove"),
    path("questions/", editor_questions.draft_questions, name="draft-questions"),
    path(QUESTION + "change/", editor_questions.question_change, name="draft-question-change"),
    path(QUESTION + "up/", editor_questions.question_shift, UP, name="draft-question-up"),
    path(QUESTION + "down/", editor_questions.question_shift, DOWN, name="draft-question-down"),
    path(QUESTION + "remove/", editor_questions.question_remove, name="draft-question-remove"),
    path("try/", editor_questions.draft_try, name="draft-try"),
]
