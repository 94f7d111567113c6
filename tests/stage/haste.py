"""What a run need not do again and again: nothing of it changes what a test sees."""

import gc

import pytest
from servestatic.middleware import ServeStaticMiddleware
from xdist.scheduler import LoadScopeScheduling

CRAWL, IN_BROWSER = "tests/permissions/test_access_crawl.py", "axe_finds"


class TogetherOrAlone(LoadScopeScheduling):
    """Gives each test to the next free worker, and to one alone those that share what is dear to make."""

    def _split_scope(self, nodeid: str) -> str:
        if "tests/permissions/" not in nodeid or IN_BROWSER in nodeid:
            return nodeid
        return "album" if CRAWL in nodeid else "house"


def pytest_xdist_make_scheduler(config, log) -> TogetherOrAlone:
    return TogetherOrAlone(config, log)


def pytest_collection_finish() -> None:
    """Take what stands for the whole run out of the sight of the garbage collector."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _folders_of_static_files_found_once():
    """Look for the folders of static files once; each test's client would list all the files in them to find them.

    The files themselves are looked for on each request, as the test settings ask for.
    """
    listing, found = ServeStaticMiddleware.add_files_from_finders, {}

    def once(self) -> None:
        if not self.autorefresh:
            listing(self)
            return
        if self.static_prefix not in found:
            listing(self)
            found[self.static_prefix] = (self.files, tuple(self.directories))
        files, folders = found[self.static_prefix]
        self.files, self.directories = dict(files), list(folders)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ServeStaticMiddleware, "add_files_from_finders", once)
        yield
