"""The adviser's pages are tested in the whole service, as the journeys are."""

from tests.journeys.conftest import demonstration_loaded, world, worlds

__all__ = ["demonstration_loaded", "world", "worlds"]
