"""Addresses of launches and lines under /api/v1/."""

from django.urls import path

from . import events, gate, items, launches, moves, work

urlpatterns = [
    path("projects/", launches.Launches.as_view()),
    path("projects/preview/", launches.PreviewLaunch.as_view()),
    path("projects/<int:project_id>/", launches.LaunchDetail.as_view()),
    path("projects/<int:project_id>/readiness/", launches.LaunchReadiness.as_view()),
    path("projects/<int:project_id>/move-preview/", launches.PreviewMove.as_view()),
    path("projects/<int:project_id>/move/", launches.Move.as_view()),
    path("projects/<int:project_id>/cancel/", launches.Cancel.as_view()),
    path("projects/<int:project_id>/finish/", launches.Finish.as_view()),
    path("projects/<int:project_id>/sign-offs/", gate.SignOffs.as_view()),
    path("projects/<int:project_id>/decisions/", gate.Decisions.as_view()),
    path("projects/<int:project_id>/items/", items.ProjectItems.as_view()),
    path("projects/<int:project_id>/events/", events.Events.as_view()),
    path("items/", items.Items.as_view()),
    path("items/<int:item_id>/", items.ItemDetail.as_view()),
    path("items/<int:item_id>/complete/", moves.Complete.as_view()),
    path("items/<int:item_id>/start/", moves.Start.as_view()),
    path("items/<int:item_id>/block/", moves.Block.as_view()),
    path("items/<int:item_id>/unblock/", moves.Unblock.as_view()),
    path("items/<int:item_id>/approve/", moves.Approve.as_view()),
    path("items/<int:item_id>/send-back/", moves.SendBack.as_view()),
    path("items/<int:item_id>/waive/", moves.Waive.as_view()),
    path("items/<int:item_id>/reopen/", moves.Reopen.as_view()),
    path("items/<int:item_id>/assign/", moves.Assign.as_view()),
    path("items/<int:item_id>/set-due/", moves.SetDue.as_view()),
    path("items/<int:item_id>/clear-due/", moves.ClearDue.as_view()),
    path("items/<int:item_id>/scenarios/<int:scenario_id>/verify/", work.Verify.as_view()),
    path("items/<int:item_id>/scenarios/<int:scenario_id>/unverify/", work.Verify.as_view(is_verified=False)),
    path("items/<int:item_id>/comments/", work.Comments.as_view()),
    path("items/<int:item_id>/evidence/", work.EvidenceList.as_view()),
    path("evidence/<int:evidence_id>/withdraw/", work.WithdrawEvidence.as_view()),
]
