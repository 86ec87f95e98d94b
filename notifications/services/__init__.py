"""Everything that writes in this app: the sweep, delivery, and what people do in their inbox."""

from .clock import database_now
from .delivery import deliver_due
from .events import skip_history
from .heartbeat import last_tick
from .inbox import acknowledge_notification, mark_all_read, mark_read
from .replay import retry_failed
from .sweep import Tick, sweep

__all__ = [
    "Tick",
    "acknowledge_notification",
    "database_now",
    "deliver_due",
    "last_tick",
    "mark_all_read",
    "mark_read",
    "retry_failed",
    "skip_history",
    "sweep",
]
