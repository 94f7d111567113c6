import pytest


@pytest.fixture
def media(tmp_path, settings):
    """A folder of pictures of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT
