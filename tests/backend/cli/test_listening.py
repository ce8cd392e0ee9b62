import socket

import pytest

from backend.cli.instance.listening import free_port
from backend.cli.terminal.failure import Failure


@pytest.fixture
def busy_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


def test_a_busy_port_that_was_named_is_refused(busy_port):
    with pytest.raises(Failure, match=f"port {busy_port} is busy"):
        free_port("127.0.0.1", busy_port, or_next=False)


def test_the_next_free_port_is_taken_where_none_was_named(busy_port):
    assert free_port("127.0.0.1", busy_port, or_next=True) > busy_port


def test_port_0_is_any_free_port():
    assert free_port("127.0.0.1", 0, or_next=False) > 0


def test_an_address_of_another_machine_is_told():
    with pytest.raises(Failure, match=r"cannot listen on 192.0.2.1"):
        free_port("192.0.2.1", 8710, or_next=True)
