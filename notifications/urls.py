"""The inbox, and in a demo the mailbox where its mails arrive."""

from django.conf import settings
from django.urls import path

from . import views

app_name = "notifications"

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.inbox_read, name="inbox-read"),
    path("inbox/<int:notification_id>/read/", views.notification_read, name="notification-read"),
    path("inbox/<int:notification_id>/acknowledge/", views.notification_acknowledge, name="notification-acknowledge"),
    path("told/items/<int:item_id>/", views.told, name="told"),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/mail/", views.mailbox, name="mailbox"),
        path("demo/mail/<str:name>/", views.mail_detail, name="mail-detail"),
    ]
