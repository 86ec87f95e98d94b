"""Addresses of this app below /api/v1/."""

from django.urls import path

from . import deliveries, destinations, inbox, policies, preferences, reports

urlpatterns = [
    path("notifications/", inbox.Inbox.as_view()),
    path("notifications/<int:notification_id>/acknowledge/", inbox.Acknowledge.as_view()),
    path("notifications/<int:notification_id>/read/", inbox.Read.as_view()),
    path("me/preferences/", preferences.Preferences.as_view()),
    path("me/absences/", preferences.Absences.as_view()),
    path("me/absences/<int:absence_id>/", preferences.AbsenceDetail.as_view()),
    path("me/test-message/", destinations.OwnTest.as_view()),
    path("projects/<int:project_id>/mute/", preferences.Mute.as_view()),
    path("projects/<int:project_id>/unmute/", preferences.Unmute.as_view()),
    path("destinations/", destinations.Destinations.as_view()),
    path("destinations/<int:destination_id>/", destinations.DestinationDetail.as_view()),
    path("destinations/<int:destination_id>/change/", destinations.Change.as_view()),
    path("destinations/<int:destination_id>/disable/", destinations.Disable.as_view()),
    path("destinations/<int:destination_id>/rotate-secret/", destinations.RotateSecret.as_view()),
    path("destinations/<int:destination_id>/test/", destinations.Test.as_view()),
    path("test-messages/<int:test_id>/", destinations.TestMessage.as_view()),
    path("deliveries/", deliveries.Deliveries.as_view()),
    path("deliveries/<int:message_id>/", deliveries.DeliveryDetail.as_view()),
    path("deliveries/<int:message_id>/replay/", deliveries.Replay.as_view()),
    path("deliveries/<int:message_id>/settle/", deliveries.Settle.as_view()),
    path("projects/<int:project_id>/told/", deliveries.LaunchTold.as_view()),
    path("reports/", reports.PortfolioReport.as_view()),
    path("projects/<int:project_id>/report/", reports.LaunchReportOfWeek.as_view()),
    path("report-schedules/", reports.Schedules.as_view()),
    path("report-schedules/<int:schedule_id>/", reports.Schedule.as_view()),
    path("report-schedules/<int:schedule_id>/change/", reports.ChangeSchedule.as_view()),
    path("report-schedules/<int:schedule_id>/send/", reports.SendNow.as_view()),
    path("templates/<int:template_id>/reminders/", policies.Ladder.as_view()),
    path("templates/<int:template_id>/reminders/preview/", policies.PlacePreview.as_view()),
    path("projects/<int:project_id>/reminders/", policies.Ladder.as_view()),
    path("projects/<int:project_id>/reminders/preview/", policies.LaunchPreview.as_view()),
    path("departments/<int:department_id>/reminders/", policies.Ladder.as_view()),
    path("departments/<int:department_id>/reminders/preview/", policies.PlacePreview.as_view()),
]
