"""The optional reader: only this machine unless confirmed, and only quotes that the text holds."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from winset.errors import BadRequest, TooLarge
from winset.intake.llm import LONGEST_FOR_MODEL, SCHEMA, check_endpoint, ground, read_with_model

TEXT = "Israel had not agreed to free prisoners, two sources told Axios. “This is your last warning,” he wrote."


@contextmanager
def model(
    answer: object, status: int = 200, raw: bytes | None = None, to: str = "http://example.org/", wait: float = 0.0
) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """A stub of an OpenAI-compatible endpoint on this machine; keeps what it was sent."""
    asked: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            time.sleep(wait)
            body = raw if raw is not None else json.dumps({"choices": [{"message": {"content": answer}}]}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if status in {301, 302, 307}:
                self.send_header("Location", to)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_grounded_quote_becomes_a_proposal_and_a_made_up_one_does_not() -> None:
    answer = json.dumps(
        {
            "claims": [
                {
                    "quote": "Israel had not agreed to free prisoners",
                    "about": ["issues.prisoners", "issues.invented"],
                },
                {"quote": "Israel had agreed to free prisoners", "about": ["issues.prisoners"]},
                {"quote": '"This is your last warning,"', "about": []},
            ]
        }
    )
    with model(answer) as (endpoint, asked):
        found = read_with_model(TEXT, endpoint, "small", hints={"prisoners": "issues.prisoners"})
    assert [c.quote for c in found.claims] == [
        "Israel had not agreed to free prisoners",
        "“This is your last warning,”",
    ]
    assert [c.path for c in found.claims[0].candidates] == ["issues.prisoners"]
    assert found.claims[0].polarity == "negative"
    assert [u.quote for u in found.ungrounded] == ["Israel had agreed to free prisoners"]
    schema = asked[0]["response_format"]
    assert isinstance(schema, dict)
    assert schema["json_schema"]["schema"] == SCHEMA


@pytest.mark.parametrize("answer", ["no json", "[]", '{"claims": 3}', '{"claims": [{"about": []}]}', "[" * 100_000])
def test_an_answer_that_is_not_as_agreed_reads_nothing(answer: str) -> None:
    with pytest.raises(BadRequest):
        ground(TEXT, answer)


def test_a_quote_given_twice_is_grounded_once() -> None:
    held, loose = ground(TEXT, json.dumps({"claims": [{"quote": "Israel had not agreed", "about": []}] * 2}))
    assert (len(held), len(loose)) == (1, 1)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_any_status_but_200_is_an_error_and_no_redirect_is_followed(status: int) -> None:
    with model("{}", status) as (endpoint, _), pytest.raises(BadRequest, match=str(status)):
        read_with_model(TEXT, endpoint, "small")


@pytest.mark.parametrize("raw", [b"", b"{}", b'{"choices": []}', b'{"choices": [{"message": {"content": null}}]}', b"\xff"])
def test_a_broken_answer_is_an_error_in_words(raw: bytes) -> None:
    with model("", raw=raw) as (endpoint, _), pytest.raises(BadRequest):
        read_with_model(TEXT, endpoint, "small")


def test_an_endless_answer_is_cut_off() -> None:
    with model("", raw=b"x" * 5_000_000) as (endpoint, _), pytest.raises(TooLarge):
        read_with_model(TEXT, endpoint, "small")


def test_nobody_there_is_an_error_in_words() -> None:
    with model("{}") as (endpoint, _):
        pass
    with pytest.raises(BadRequest, match="does not answer"):
        read_with_model(TEXT, endpoint, "small")


@pytest.mark.parametrize(
    "endpoint",
    ["http://127.0.0.1:1/v1", "http://localhost/v1", "http://[::1]:8080/v1", "http://127.8.9.1/v1"],
)
def test_this_machine_needs_no_confirmation(endpoint: str) -> None:
    assert check_endpoint(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://api.example.org/v1", "http://127.0.0.1.example.org/v1", "http://10.0.0.5/v1", "http://user:pw@127.0.0.1/v1", "ftp://127.0.0.1/",
        "file:///etc/passwd", "127.0.0.1:80", "http://localhost.example.org", "http://[::ffff:10.0.0.1]/v1", "http://127.0.0.1:99999/v1", "",
    ],
)  # fmt: skip
def test_any_other_machine_is_refused(endpoint: str) -> None:
    with pytest.raises(BadRequest):
        check_endpoint(endpoint)


def test_another_machine_is_allowed_when_its_name_is_confirmed_and_only_over_https() -> None:
    assert check_endpoint("https://api.example.org/v1", "api.example.org") == "api.example.org"
    with pytest.raises(BadRequest, match="https"):
        check_endpoint("http://api.example.org/v1", "api.example.org")
    with pytest.raises(BadRequest):
        check_endpoint("https://api.example.org/v1", "example.org")


def test_a_long_text_is_not_sent() -> None:
    with pytest.raises(TooLarge):
        read_with_model("a " * LONGEST_FOR_MODEL, "http://127.0.0.1:1/v1", "small")


def _fakes() -> list[str]:
    """Fifty quotes close to the text that it does not hold."""
    words = TEXT.split()
    dropped = [" ".join(words[:k] + words[k + 1 :]) for k in range(1, len(words) - 1)]
    swapped = [" ".join([*words[:k], words[k + 1], words[k], *words[k + 2 :]]) for k in range(len(words) - 1)]
    typed = [TEXT[:k] + "#" + TEXT[k + 1 :] for k in range(2, len(TEXT) - 2, 5)]
    return [fake for fake in dropped + swapped + typed if fake != TEXT][:50]


def test_fifty_false_quotes_of_a_model_stay_ungrounded() -> None:
    fakes = _fakes()
    assert len(set(fakes)) == 50
    answer = json.dumps({"claims": [{"quote": fake, "about": []} for fake in fakes]})
    with model(answer) as (endpoint, _):
        read = read_with_model(TEXT, endpoint, "small")
    assert (len(read.claims), len(read.ungrounded)) == (0, 50)


def test_a_redirect_to_another_service_reaches_nobody() -> None:
    with model("{}") as (elsewhere, reached), model("{}", 302, to=elsewhere) as (endpoint, _):
        with pytest.raises(BadRequest, match="302"):
            read_with_model(TEXT, endpoint, "small")
        assert reached == []


def test_a_service_that_keeps_silent_is_given_up() -> None:
    with model("{}", wait=1.0) as (endpoint, _), pytest.raises(BadRequest, match="does not answer"):
        read_with_model(TEXT, endpoint, "small", timeout=0.3)
