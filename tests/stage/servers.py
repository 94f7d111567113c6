"""A real server for a test: uvicorn in a thread, with sockets, on the test's own database."""

import socket
import threading

import pytest
import uvicorn


@pytest.fixture
def live_app(transactional_db):
    """Serve the whole project and yield its address, such as ``http://127.0.0.1:41234``."""
    from mobilize.asgi import application

    with socket.socket() as bound:
        # Bound before the server starts: nobody can take the port, and a client that is early only waits.
        bound.bind(("127.0.0.1", 0))
        bound.listen(128)
        config = uvicorn.Config(
            application,
            ws="websockets-sansio",
            ws_max_size=16384,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=3,
            log_level="warning",
            access_log=False,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [bound]}, name="live_app", daemon=True
        )
        thread.start()
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
    assert not thread.is_alive(), "The server did not end."
