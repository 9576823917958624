"""Refuses every connection that does not stay on this machine, by Python's own audit events.

`sitecustomize.py` beside it does the same in every Python that a test starts, as long as this folder is on PYTHONPATH.
"""

from __future__ import annotations

import errno
import ipaddress
import sys
from typing import Any

_INSTALLED = "winset_tests_no_network"


def is_local(host: object) -> bool:
    """Whether `host` names this machine: loopback, nothing at all, or the empty name."""
    if host is None:
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if name in ("", "localhost", "localhost.localdomain", "ip6-localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _refuse(what: object) -> None:
    raise ConnectionRefusedError(errno.ECONNREFUSED, f"the tests run without a network; refused: {what!r}")


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        # A path (AF_UNIX) and a connected socket's None stay on the machine or were checked when it connected.
        if isinstance(address, tuple) and not is_local(address[0]):
            _refuse(address)
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr") and not is_local(arguments[0]):
        _refuse(arguments[0])


def install() -> None:
    """Refuse from now on; an audit hook cannot be taken away again."""
    if not hasattr(sys, _INSTALLED):
        setattr(sys, _INSTALLED, True)
        sys.addaudithook(_audit)
