"""What is posted to a chat: counts and names, and no secret, to a webhook that is a secret itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psycopg
import pytest

from seeding.cli import main

Make = Callable[[], psycopg.Connection]
KEY = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.c2lnbmF0dXJl"
HOOK = f"""
create function public.hook() returns trigger language plpgsql as $$
begin
    perform net.http_post('https://api.example.com', '{{"Authorization": "Bearer {KEY}"}}');
    return new;
end;
$$;
create table public."<!channel> & co" (id int);
"""


@dataclass
class Chat:
    """A webhook on this machine, and what it was sent."""

    url: str = ""
    answer: int = 200
    sent: list[tuple[str, str, bytes]] = field(default_factory=list)


@pytest.fixture
def chat() -> Iterator[Chat]:
    """A server that takes summaries."""
    there = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            there.sent.append((self.path, self.headers["Content-Type"], body))
            self.send_response(there.answer)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    there.url = f"http://127.0.0.1:{server.server_address[1]}/services/T000/B000/XXXSECRETXXX?token=abc"
    yield there
    server.shutdown()
    server.server_close()


@pytest.fixture
def urls(make: Make) -> tuple[str, str]:
    """Two databases; the second one has a function that holds a key, and the URLs a password."""
    a, b = make(), make()
    b.execute(HOOK)
    one, other = (f"postgresql://postgres:s3cret-pass@127.0.0.1:{c.info.port}/{c.info.dbname}" for c in (a, b))
    return one, other


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_summary_without_a_secret(
    chat: Chat, urls: tuple[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRIFT_WEBHOOK", chat.url)
    assert main(["drift", *urls, "--webhook", "DRIFT_WEBHOOK"]) == 1
    [(path, kind, body)] = chat.sent
    assert (path, kind) == ("/services/T000/B000/XXXSECRETXXX?token=abc", "application/json; charset=utf-8")
    message = json.loads(body)
    assert message["text"].startswith("Schema drift: 2 differences between postgresql://postgres:***@127.0.0.1:")
    names = message["blocks"][1]["text"]["text"].splitlines()
    assert names == [
        '• table public."&lt;!channel&gt; &amp; co": only in the second',
        "• function public.hook(): only in the second",
    ]
    said = capsys.readouterr()
    assert "the summary went to 127.0.0.1" in said.err
    for text in (body.decode(), said.out, said.err):
        for secret in ("s3cret-pass", "XXXSECRETXXX", "token=abc", KEY, KEY.split(".")[1]):
            assert secret not in text


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_no_format_shows_a_key(
    form: str, urls: tuple[str, str], make: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = urls
    assert main(["drift", b, a, "--format", form]) == 1
    other = make()
    other.execute(HOOK.replace("return new", "return old"))
    third = f"{a.rpartition('/')[0]}/{other.info.dbname}"
    assert main(["drift", b, third, "--format", form]) == 1
    said = capsys.readouterr().out
    assert "return old" in said
    assert KEY not in said and "s3cret-pass" not in said


def test_nothing_differs(chat: Chat, urls: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift", urls[0], urls[0], "--webhook", chat.url, "--quiet"]) == 0
    assert json.loads(chat.sent[0][2])["text"].startswith("No schema drift: ")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("answer", [404, 302, 500])
def test_a_webhook_that_refuses(
    answer: int, chat: Chat, urls: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    chat.answer = answer
    assert main(["drift", *urls, "--webhook", chat.url]) == 8
    said = capsys.readouterr()
    assert f"the webhook at 127.0.0.1 answered {answer}" in said.err
    assert "function" in said.out, "the drift is told all the same"
    assert len(chat.sent) == 1
    assert "XXXSECRETXXX" not in said.err + said.out


@pytest.mark.parametrize(
    "webhook",
    [
        "http://hooks.example.com/services/XXXSECRETXXX",
        "hooks/XXXSECRETXXX",
        "https:///XXXSECRETXXX",
        "file:///XXXSECRETXXX",
    ],
)
def test_what_is_no_webhook_is_refused_before_anything_is_read(
    webhook: str, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = "postgresql://postgres@127.0.0.1:1/nothing"
    assert main(["drift", nowhere, nowhere, "--webhook", webhook]) == 2
    said = capsys.readouterr()
    assert "no https URL" in said.err
    assert "XXXSECRETXXX" not in said.err + said.out


def test_a_variable_that_is_not_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift", "migrations", "migrations", "--webhook", "NO_SUCH_WEBHOOK"]) == 2
    assert "the variable NO_SUCH_WEBHOOK is not set" in capsys.readouterr().err


def test_one_that_nobody_listens_at(urls: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift", *urls, "--webhook", "http://127.0.0.1:1/XXXSECRETXXX"]) == 8
    assert "was not reached" in (err := capsys.readouterr().err) and "XXXSECRETXXX" not in err


def test_for_machines_and_for_an_issue(urls: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift", *urls, "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert (data["equal"], data["sql"]) == (False, "")
    assert [(one["kind"], one["a"], one["with"]) for one in data["differences"]] == [
        ("table", None, {"column": 1, "grant": 1}),
        ("function", None, {"grant": 2}),
    ]
    assert data["a"]["database"].startswith("postgresql://postgres:***@127.0.0.1:")
    assert main(["drift", *urls, "--format", "markdown"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "## Schema drift: 2 differences (table 1, function 1)"
    assert '- public."\\<!channel\\> & co": only in B, with 1 column, 1 grant' in lines
