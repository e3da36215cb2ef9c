"""A real browser opens the report of hostile articles: nothing runs, and nothing is asked of any server."""

import shutil
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from stance.corpus import read_articles
from stance.pipeline import RECORD_FIELDS
from stance.report.folder import write_folder

HOSTILE = Path(__file__).parents[1] / "cases" / "hostile" / "articles.jsonl"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed, so no page can be opened")


@pytest.fixture(scope="module")
def site(nlp, tmp_path_factory):
    """A server of a report whose articles point at the server itself, and the paths asked of it."""
    root = tmp_path_factory.mktemp("browser")
    asked = []

    class Recorder(SimpleHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            super().do_GET()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Recorder, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}"
    text = HOSTILE.read_text("utf-8").replace("ORIGIN", origin)
    (root / "hostile.jsonl").write_text(text, "utf-8")
    articles = list(read_articles([str(root / "hostile.jsonl")]))
    write_folder([nlp(article) for article in articles], root / "report", RECORD_FIELDS, nlp.language)
    (root / "unsafe.html").write_text("<title>safe</title>" + "".join(a.text for a in articles[:1]), "utf-8")
    yield origin, asked
    server.shutdown()
    server.server_close()


def opened(address, profile):
    command = [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"]
    command += ["--virtual-time-budget=3000", "--dump-dom", address]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def test_the_check_would_see_an_attack(site, tmp_path):
    origin, asked = site
    asked.clear()
    assert "<title>PWNED</title>" in opened(f"{origin}/unsafe.html", tmp_path)
    assert {"/img", "/script"} <= set(asked)


@pytest.mark.parametrize("name", ["index.html", "articles/1.html", "articles/2.html"])
def test_nothing_runs_and_nothing_leaves(site, tmp_path, name):
    origin, asked = site
    asked.clear()
    tree = opened(f"{origin}/report/{name}", tmp_path)
    assert set(asked) - {"/favicon.ico"} == {f"/report/{name}"}
    assert "<title>PWNED</title>" not in tree
    if name != "index.html":
        assert " statements</output>" in tree  # our own script did run
        assert '<form id="filters">' in tree
