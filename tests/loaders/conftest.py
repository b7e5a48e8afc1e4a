import pytest


@pytest.fixture(autouse=True)
def cache_of_its_own(tmp_path_factory, monkeypatch):
    """No test finds what another, or the user, has read."""
    monkeypatch.setenv("CRIMEKIT_CACHE", str(tmp_path_factory.mktemp("cache")))
