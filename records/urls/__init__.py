"""Addresses of records, one module per noun."""

from . import briefs, feeds, handovers, insights, owed, people, records, requests, search, sharing, surprises

app_name = "records"
urlpatterns = [
    *owed.urlpatterns,
    *people.urlpatterns,
    *records.urlpatterns,
    *handovers.urlpatterns,
    *briefs.urlpatterns,
    *requests.urlpatterns,
    *surprises.urlpatterns,
    *insights.urlpatterns,
    *feeds.urlpatterns,
    *search.urlpatterns,
    *sharing.urlpatterns,
]
