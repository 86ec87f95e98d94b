"""Pages of surprises, and of the reviews after a launch."""

from django.urls import path

from ..views import reviews, surprises
from ..views.surprise_deeds import DEEDS

SURPRISE = "surprises/<int:surprise_id>/"
REVIEW = "launches/<int:project_id>/review/<int:day>/"

urlpatterns = [
    path("surprises/", surprises.surprise_list, name="surprise-list"),
    path("surprises/new/", surprises.surprise_new, name="surprise-new"),
    path(SURPRISE, surprises.surprise_detail, name="surprise-detail"),
    *(path(f"{SURPRISE}{name}/", surprises.surprise_act, {"name": name}, name=f"surprise-{name}") for name in DEEDS),
    path(REVIEW, reviews.launch_review, name="launch-review"),
    path(REVIEW + "propose/", reviews.review_turn, {"into": "propose"}, name="review-propose"),
    path(REVIEW + "request/", reviews.review_turn, {"into": "request"}, name="review-request"),
    path(REVIEW + "decide/", reviews.review_turn, {"into": "decide"}, name="review-decide"),
]
