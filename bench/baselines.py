"""What our figures are compared with: servers that only pass a message on, run under the same conditions.

They lie beside the project, in ``../shared/bench/servers`` (or where MOBILIZE_SHARED_BENCH says). Without them the
ratios cannot be told, and the bench says so.
"""

import os
import sys
from pathlib import Path

from bench import crowd
from bench.stage import ROOT, UVICORN, Server, free_port

SHARED = Path(os.environ.get("MOBILIZE_SHARED_BENCH", ROOT.parent / "shared" / "bench")) / "servers"


def are_here() -> bool:
    return (SHARED / "py_websockets.py").is_file() and (SHARED / "chan" / "asgi.py").is_file()


def broadcast(log: Path) -> Server:
    """``websockets.broadcast()`` on the same event loop as ours."""
    port = free_port()
    env = {**os.environ, "PORT": str(port), "LOOP": "uvloop", "PYTHONDONTWRITEBYTECODE": "1"}
    return Server([sys.executable, SHARED / "py_websockets.py"], port=port, env=env, cwd=log.parent, log=log)


def tutorial(log: Path) -> Server:
    """A group of the channel layer with one channel per client, on the same server as ours."""
    port = free_port()
    folder = SHARED / "chan"
    words = [
        sys.executable,
        "-m",
        "uvicorn",
        "asgi:application",
        "--app-dir",
        folder,
        "--port",
        port,
        *UVICORN,
    ]
    env = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    return Server(words, port=port, env=env, cwd=log.parent, log=log)


def play(server: Server, listeners: int, messages: int, *, ending: str = "", window: int = 4) -> dict:
    """Let a crowd listen while one client talks, as fast as ``window`` messages under way allow."""
    return crowd.play(
        port=server.port,
        path=f"/ws/sub{ending}",
        talk_path=f"/ws/pub{ending}",
        talk='{"type":"msg","body":"@BODY"}',
        origin="http://127.0.0.1:",
        listeners=listeners,
        messages=messages,
        warm=max(5, messages // 20),
        window=window,
        longest=20,
        pids=server.pids,
    )
