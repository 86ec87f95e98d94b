"""`make clean`: delete the local data, after stopping what a killed start may have left."""

from pathlib import Path

from config.local.places import Places
from config.local.register import sole_owner
from config.local.speech import say


def reset(var: Path) -> int:
    """Returns 0. Raises Problem while `make run` runs here, because it would pull the floor from under it."""
    places = Places(var)
    places.run.mkdir(parents=True, exist_ok=True)
    with sole_owner(places, "being deleted") as register:
        register.stop_stale()
        places.remove()
    say(f"Deleted {var}.")
    return 0
