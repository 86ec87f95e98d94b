"""Servers that several fault tests share, because starting one takes longer than a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from config.local.places import Places
from tests.notifications.conftest import sink

from .cluster import migrated
from .web import Web

__all__ = ["sink"]


@pytest.fixture(scope="module")
def web(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The product's web server on the test's own database."""
    with Web(tmp_path_factory.mktemp("web")) as serving:
        yield serving


@pytest.fixture(scope="session")
def tables() -> Iterator[Places]:
    """Where a stopped PostgreSQL with the product's tables lies, to be copied."""
    with migrated() as places:
        yield places
