"""Addresses of people, departments and the caller themself under /api/v1/."""

from django.urls import path

from . import departments, own, people

urlpatterns = [
    path("me/", own.Me.as_view()),
    path("departments/", departments.Departments.as_view()),
    path("departments/<int:department_id>/", departments.DepartmentDetail.as_view()),
    path("calendar-days/", departments.CalendarDays.as_view()),
    path("calendar-days/<int:day_id>/", departments.CalendarDayDetail.as_view()),
    path("people/", people.People.as_view()),
    path("people/<int:user_id>/", people.Person.as_view()),
    path("people/<int:user_id>/reopen/", people.ReopenPerson.as_view()),
    path("invitations/", people.Invitations.as_view()),
    path("invitations/<int:invitation_id>/resend/", people.ResendInvitation.as_view()),
    path("invitations/<int:invitation_id>/withdraw/", people.WithdrawInvitation.as_view()),
    path("tokens/", own.Tokens.as_view()),
    path("tokens/<int:token_id>/", own.Token.as_view()),
]
