"""Addresses of the API of records, one module per noun."""

from . import briefs, feeds, handovers, insights, records, requests, sharing, surprises

urlpatterns = [
    *records.urlpatterns,
    *handovers.urlpatterns,
    *briefs.urlpatterns,
    *requests.urlpatterns,
    *surprises.urlpatterns,
    *insights.urlpatterns,
    *feeds.urlpatterns,
    *sharing.urlpatterns,
]
