"""The adviser's pages are tested in the whole service, as the journeys are."""

from tests.journeys.conftest import alone, demonstration_loaded, world, worlds

__all__ = ["alone", "demonstration_loaded", "world", "worlds"]
