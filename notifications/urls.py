"""The inbox, and in a demo the mailbox where its mails arrive."""

from django.conf import settings
from django.urls import path

from .views import deliveries, destinations, inbox, policies, preferences, report_schedules, reports, told

app_name = "notifications"

LADDERS = (("template", "templates"), ("project", "launches"), ("department", "departments"))

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.inbox_read, name="inbox-read"),
    path("inbox/<int:notification_id>/read/", inbox.notification_read, name="notification-read"),
    path("inbox/<int:notification_id>/acknowledge/", inbox.notification_acknowledge, name="notification-acknowledge"),
    path("told/items/<int:item_id>/", told.item_told, name="told"),
    path("launches/<int:project_id>/told/", told.launch_told, name="launch-told"),
    path("deliveries/", deliveries.delivery_list, name="delivery-list"),
    path("deliveries/failed/", deliveries.delivery_failed, name="delivery-failed"),
    path("deliveries/failed/replay/", deliveries.failed_replay, name="failed-replay"),
    path("deliveries/<int:message_id>/", deliveries.delivery_detail, name="delivery-detail"),
    path("deliveries/<int:message_id>/replay/", deliveries.delivery_replay, name="delivery-replay"),
    path("deliveries/<int:message_id>/settle/", deliveries.delivery_settle, name="delivery-settle"),
    path("reports/", reports.portfolio, name="report-portfolio"),
    path("reports/report.md", reports.portfolio_md, name="report-portfolio-markdown"),
    path("launches/<int:project_id>/report/", reports.launch, name="report-launch"),
    path("launches/<int:project_id>/report/report.md", reports.launch_md, name="report-launch-markdown"),
    path("reports/schedules/add/", report_schedules.schedule_add, name="report-schedule-add"),
    path("reports/hashes/add/", report_schedules.schedule_add, {"kind": "heads"}, name="report-hashes-add"),
    path(
        "launches/<int:project_id>/report/schedules/add/",
        report_schedules.schedule_add,
        name="report-schedule-add-launch",
    ),
    path("reports/schedules/<int:schedule_id>/", report_schedules.schedule_change, name="report-schedule-change"),
    path("reports/schedules/<int:schedule_id>/send/", report_schedules.schedule_send, name="report-schedule-send"),
    path(
        "reports/schedules/<int:schedule_id>/delete/", report_schedules.schedule_delete, name="report-schedule-delete"
    ),
    path("settings/notifications/", preferences.preferences, name="preferences"),
    path("settings/notifications/absences/add/", preferences.absence_add, name="absence-add"),
    path("settings/notifications/absences/<int:absence_id>/remove/", preferences.absence_remove, name="absence-remove"),
    path("settings/notifications/channels/add/", destinations.own_destination_add, name="own-destination-add"),
    path("settings/notifications/test/", destinations.own_test, name="own-test"),
    path("tests/<int:test_id>/", destinations.test_detail, name="test-detail"),
    path("launches/<int:project_id>/mute/", preferences.launch_mute, name="launch-mute"),
    path("launches/<int:project_id>/unmute/", preferences.launch_unmute, name="launch-unmute"),
    path("launches/<int:project_id>/channels/", destinations.launch_destinations, name="launch-destinations"),
    path(
        "departments/<int:department_id>/channels/",
        destinations.department_destinations,
        name="department-destinations",
    ),
    path("channels/<int:destination_id>/", destinations.destination_change, name="destination-change"),
    path("channels/<int:destination_id>/disable/", destinations.destination_disable, name="destination-disable"),
    path(
        "channels/<int:destination_id>/rotate-secret/",
        destinations.destination_rotate_secret,
        name="destination-rotate-secret",
    ),
    path("channels/<int:destination_id>/test/", destinations.destination_test, name="destination-test"),
]
for of, folder in LADDERS:
    ladder = f"{folder}/<int:{of}_id>/reminders/"
    urlpatterns += [
        path(ladder, policies.policy_detail, name=f"{of}-policy"),
        path(ladder + "edit/", policies.policy_edit, name=f"{of}-policy-edit"),
        path(ladder + "preview/", policies.policy_preview, name=f"{of}-policy-preview"),
        path(ladder + "remove/", policies.policy_remove, name=f"{of}-policy-remove"),
    ]
if settings.DEMO:
    urlpatterns += [
        path("demo/mail/", inbox.mailbox, name="mailbox"),
        path("demo/mail/<str:name>/", inbox.mail_detail, name="mail-detail"),
    ]
