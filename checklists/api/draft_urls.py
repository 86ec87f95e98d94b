"""The draft of a template over the API, below templates/<id>/draft/."""

from django.urls import path

from . import draft_parts, drafts

urlpatterns = [
    path("", drafts.Draft.as_view()),
    path("lines/", drafts.DraftLines.as_view()),
    path("lines/<str:key>/", drafts.DraftLine.as_view()),
    path("lines/<str:key>/move/", drafts.DraftLineMove.as_view()),
    path("lines/<str:key>/step/", drafts.DraftLineStep.as_view()),
    path("lines/<str:key>/duplicate/", drafts.DraftLineDuplicate.as_view()),
    path("change-lines/", drafts.DraftLinesChange.as_view()),
    path("shift-lines/", drafts.DraftLinesShift.as_view()),
    path("remove-lines/", drafts.DraftLinesRemove.as_view()),
    path("sections/", draft_parts.DraftSections.as_view()),
    path("sections/<int:section_id>/", draft_parts.DraftSection.as_view()),
    path("sections/<int:section_id>/step/", draft_parts.DraftSectionStep.as_view()),
    path("sections/<int:section_id>/duplicate/", draft_parts.DraftSectionDuplicate.as_view()),
    path("questions/", draft_parts.DraftQuestions.as_view()),
    path("questions/<str:question_key>/", draft_parts.DraftQuestion.as_view()),
    path("questions/<str:question_key>/step/", draft_parts.DraftQuestionStep.as_view()),
]
