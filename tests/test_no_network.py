"""The whole run is without a network, and so is every Python it starts."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

# 192.0.2.0/24 and 2001:db8::/32 are set aside for documentation (RFC 5737, RFC 3849): nobody answers there.
ELSEWHERE = ("192.0.2.1", 9)


def test_a_connection_to_another_machine_is_refused_at_once() -> None:
    with socket.socket() as one, pytest.raises(ConnectionRefusedError, match="without a network"):
        one.connect(ELSEWHERE)
    with socket.socket() as one, pytest.raises(ConnectionRefusedError, match="without a network"):
        one.connect_ex(ELSEWHERE)
    with pytest.raises(ConnectionRefusedError, match="without a network"):
        socket.create_connection(ELSEWHERE, timeout=5)
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one,
        pytest.raises(ConnectionRefusedError, match="without a network"),
    ):
        one.sendto(b"x", ELSEWHERE)
    with socket.socket(socket.AF_INET6) as one, pytest.raises(ConnectionRefusedError, match="without a network"):
        one.connect(("2001:db8::1", 9))


def test_no_name_of_another_machine_is_looked_up() -> None:
    for look in (lambda: socket.getaddrinfo("example.org", 80), lambda: socket.gethostbyname("example.org")):
        with pytest.raises(ConnectionRefusedError, match="without a network"):
            look()


def test_this_machine_can_still_talk_to_itself() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(("127.0.0.1", server.getsockname()[1]), timeout=5) as one,
    ):
        one.sendall(b"x")


def test_a_python_started_by_a_test_is_refused_as_well() -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 9), timeout=5)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "the tests run without a network" in done.stderr


def test_the_brief_of_the_bundled_case_needs_no_network(spawned: Callable[..., Any]) -> None:
    ran = spawned("-m", "winset", "brief", "doha2025")
    assert (ran.status, ran.err) == (0, "")
    assert "can deliver 12 of 216 deals" in " ".join(ran.out.split())
