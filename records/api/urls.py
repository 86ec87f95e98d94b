"""Addresses of the API of records, one module per noun."""

from . import briefs, feeds, handovers, insights, people, records, requests, search, sharing, surprises

urlpatterns = [
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
