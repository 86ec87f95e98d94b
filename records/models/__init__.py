from .briefs import BriefLine, Part
from .feeds import FeedLink
from .handovers import WAITING, Handover, HandoverVersion, Receipt
from .owed import Owed
from .records import Kind, OpenQuestion, Position, Record, RecordRevision, Resolution
from .requests import Priority, Request, RequestNote, RequestOption, RequestVote
from .surprises import Surprise

__all__ = [
    "WAITING",
    "BriefLine",
    "FeedLink",
    "Handover",
    "HandoverVersion",
    "Kind",
    "OpenQuestion",
    "Owed",
    "Part",
    "Position",
    "Priority",
    "Receipt",
    "Record",
    "RecordRevision",
    "Request",
    "RequestNote",
    "RequestOption",
    "RequestVote",
    "Resolution",
    "Surprise",
]
