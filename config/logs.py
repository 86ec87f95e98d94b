"""One line of JSON per log record: a line break in a path or a title cannot forge a second line."""

import json
import logging
import re


class JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class WithoutFeeds(logging.Filter):
    """Calendar feeds and invitations have their secret in the address: the framework's lines go without it."""

    _FEED = re.compile(r"(/feeds/(?=[^/\s?]+\.ics)|/invitation/)[^/\s?]+?(?=\.ics|[/\s?]|$)")

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self._FEED.sub(r"\1…", str(record.msg))
        if isinstance(record.args, tuple):
            record.args = tuple(self._FEED.sub(r"\1…", arg) if isinstance(arg, str) else arg for arg in record.args)
        return True
