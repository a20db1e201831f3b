"""The site as in the access tests."""

from tests.access.conftest import people_engine, sign_in, site

__all__ = ["people_engine", "sign_in", "site"]
