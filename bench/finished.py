"""The demo as a real installation serves it: production settings, collected and compressed files."""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench.stage import ROOT, UVICORN, Server, Stage, free_port

#: The five main pages of a member, by the name of their address; the account of the demo that looks.
MEMBER = "amina-r"
PAGES = ("community_home", "forum", "poll", "my_voice", "plan")


def environment(stage: Stage, port: int) -> dict:
    """Return the environment of a production server over the demo's data, without the outer encryption."""
    words = {
        "DJANGO_SETTINGS_MODULE": "mobilize.settings.production",
        "MOBILIZE_SECRET_KEY": "for-one-measurement-only-0123456789-0123456789",
        "MOBILIZE_HOSTS": "127.0.0.1,localhost",
        "MOBILIZE_BASE_URL": f"http://127.0.0.1:{port}",
        "MOBILIZE_SSL_REDIRECT": "0",
    }
    return {**stage.env, **words}


def serve(stage: Stage) -> tuple[Server, dict]:
    """Fill the demo, collect the files, and return the server with its environment."""
    stage.run("manage.py", "load_demo")
    port = free_port()
    env = environment(stage, port)
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"]
    subprocess.run(collect, cwd=ROOT, env=env, check=True)
    words = [sys.executable, "-m", "uvicorn", "mobilize.asgi:application", "--port", port, *UVICORN]
    cores = f"0-{(os.cpu_count() or 1) - 1}"
    return Server(words, port=port, env=env, log=stage.log, cores=cores), env


def member_pages(env: dict) -> dict:
    """Return the member's cookies and one address of each kind of page, found by following links from home."""
    words = [sys.executable, "-m", "bench.finished"]
    done = subprocess.run(words, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def main() -> None:
    import django

    django.setup()
    from bench.walk import cookies, steps

    signed_in = cookies(MEMBER)
    found: dict[str, str] = {}
    for step in steps(signed_in):
        found.setdefault(step.kind, step.path)
    json.dump({"cookies": signed_in, "pages": found}, sys.stdout)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
