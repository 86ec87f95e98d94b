"""Addresses of records, one module per noun."""

from . import briefs, feeds, handovers, insights, owed, records, requests, sharing, surprises

app_name = "records"
urlpatterns = [
    *owed.urlpatterns,
    *records.urlpatterns,
    *handovers.urlpatterns,
    *briefs.urlpatterns,
    *requests.urlpatterns,
    *surprises.urlpatterns,
    *insights.urlpatterns,
    *feeds.urlpatterns,
    *sharing.urlpatterns,
]
