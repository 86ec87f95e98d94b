"""Who is told while somebody is away: pure."""

from __future__ import annotations

from collections.abc import Mapping


def stand_ins(away: Mapping[int, int]) -> dict[int, int]:
    """From who is away today and their substitutes to who is told instead; all are ids of people.

    A substitute who is away too hands on to theirs. Where the chain leads back, nobody is there: that person is told
    as if present, and the ladder goes on to the lead.
    """
    found = {}
    for person in away:
        seen, present = {person}, away[person]
        while present in away and present not in seen:
            seen.add(present)
            present = away[present]
        if present not in away:
            found[person] = present
    return found
