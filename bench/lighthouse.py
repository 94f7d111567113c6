"""Five main pages of a member under Lighthouse, as on a phone. Needs node and npm; nothing else in the house does.

python -m bench.lighthouse     installs the npm package ``lighthouse`` into var/lighthouse at the first run
"""

import json
import os
import shutil
import statistics
import subprocess
import sys

from bench import finished
from bench.bars import bar, note
from bench.stage import ROOT, Stage

HOME = ROOT / "var" / "lighthouse"
PROGRAM = HOME / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = {"accessibility": 100, "best-practices": 100, "performance": 95}
FLAGS = "--headless=new --no-sandbox --disable-gpu"
RUNS = 3  # performance varies from run to run: the middle one counts


def _environment() -> dict:
    chrome = os.environ.get("MOBILIZE_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    return {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1", "CHROME_PATH": chrome}


def _install() -> None:
    if PROGRAM.exists():
        return
    HOME.mkdir(parents=True, exist_ok=True)
    (HOME / "package.json").write_text('{"private": true}')
    words = ["npm", "install", "--no-audit", "--no-fund", "--silent", "lighthouse@12"]
    subprocess.run(words, cwd=HOME, env=_environment(), check=True)


def _examine(name: str, address: str, cookies: dict[str, str], turn: int) -> dict:
    cookie = "; ".join(f"{key}={value}" for key, value in cookies.items())
    report = HOME / f"{name}-{turn}.json"
    words = ["node", PROGRAM, address, "--quiet", "--output=json", f"--output-path={report}"]
    words += [
        f"--chrome-flags={FLAGS}",
        f"--only-categories={','.join(CATEGORIES)}",
        "--disable-full-page-screenshot",
    ]
    words += [f"--extra-headers={json.dumps({'Cookie': cookie})}"]
    subprocess.run(words, env=_environment(), check=True)
    return json.loads(report.read_text())


def _short(report: dict, category: str) -> list[str]:
    audits = report["audits"]
    weights = {one["id"]: one["weight"] for one in report["categories"][category]["auditRefs"]}
    return [
        f"{name}: {audits[name]['title']} {audits[name].get('displayValue', '')}"
        for name, weight in weights.items()
        if weight and audits[name]["score"] is not None and audits[name]["score"] < 1
    ]


def main() -> int:
    if not (shutil.which("node") and shutil.which("npm")):
        print("Lighthouse needs node and npm. On Debian: apt-get install nodejs npm")
        return 2
    _install()
    good = True
    with Stage() as stage:
        server, env = finished.serve(stage)
        with server:
            member = finished.member_pages(env)
            for name in finished.PAGES:
                address = f"http://127.0.0.1:{server.port}{member['pages'][name]}"
                reports = [_examine(name, address, member["cookies"], turn) for turn in range(RUNS)]
                for category, least in CATEGORIES.items():
                    scores = [100 * report["categories"][category]["score"] for report in reports]
                    score = statistics.median(scores)
                    good &= bar(f"lighthouse-{category} {name}", score, "points", least=least)
                    if score < least:
                        for line in _short(reports[0], category):
                            note(line)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
