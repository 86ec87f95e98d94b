"""One record, handover, brief, request and surprise around a line, for the tests that ask every address."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import User
from projects.models import Item
from records.models import (
    BriefLine,
    FeedLink,
    Handover,
    HandoverVersion,
    OpenQuestion,
    Position,
    Receipt,
    Record,
    RecordRevision,
    Request,
    RequestOption,
    Resolution,
    Surprise,
)
from tests.conftest import NOW


def records_things(item: Item, of: User) -> dict[str, Any]:
    """What an address of `records` can name; the department's are of the line's, a person's belong to `of`."""
    project, planner, department = item.project, item.project.planner, item.department
    filed = {"project": project, "stream": project.stream, "created_by": planner}
    record = Record.objects.create(**filed)
    said = {"kind": "meeting", "title": "회의", "held_at": NOW, "written_by": planner}
    record.current = RecordRevision.objects.create(record=record, number=1, **said)
    record.save()
    position = Position.objects.create(record=record, words="들은 적이 없다", name=of.name, person=of)
    resolution = Resolution.objects.create(record=record, words="다시 나눈다", owner=of, due_on=item.due_on)
    question = OpenQuestion.objects.create(record=record, words="누가 하나", owner=of, due_on=item.due_on)
    handover = Handover.objects.create(kind="screen", title="새 화면", **filed)
    file = {"file": ContentFile(b"ok", "ok.txt"), "file_name": "ok.txt"}
    version = HandoverVersion.objects.create(handover=handover, number=1, body="화면", sent_by=planner, **file)
    due_on = item.due_on + timedelta(days=1)
    receipt = Receipt.objects.create(handed=version, department=department, person=of, due_on=due_on)
    brief, _ = Handover.objects.get_or_create(kind="brief", project=project, defaults={"title": "상담 안내서"} | filed)
    line = {"key": uuid.uuid4().hex, "part": "summary", "label": "", "text": "무엇이 열립니다.", "meanwhile": ""}
    published, _ = HandoverVersion.objects.get_or_create(
        handover=brief, number=1, defaults={"lines": [line], "sent_by": planner}
    )
    reading, _ = Receipt.objects.get_or_create(
        handed=published, department=department, person=of, defaults={"due_on": due_on}
    )
    draft = BriefLine.objects.create(project=project, part="summary", text="무엇이 열립니다.")
    request = Request.objects.create(title="요청", said="안 된다", department=department, **filed)
    option = RequestOption.objects.create(request=request, text="고친다")
    surprise = Surprise.objects.create(
        title="모르던 기획전",
        noticed_at=NOW,
        found_through="customer",
        centre=department,
        department=department,
        **filed,
    )
    feed = FeedLink.objects.create(owner=of, kind="personal", digest=uuid.uuid4().hex)
    return {
        "record_id": record.pk,
        "position_id": position.pk,
        "resolution_id": resolution.pk,
        "open_question_id": question.pk,
        "handover_id": handover.pk,
        "receipt_id": receipt.pk,
        "reading_id": reading.pk,
        "line_id": draft.pk,
        "request_id": request.pk,
        "option_id": option.pk,
        "surprise_id": surprise.pk,
        "feed_id": feed.pk,
        "token": "x" * 43,
        "day": 7,
    }
