import socket

import pytest

from backend.cli.instance.listening import free_port, refuse_beyond_loopback
from backend.cli.terminal.failure import ExitCode, Failure
from backend.settings import WebSettings


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


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "branchpoint.example"])
def test_addresses_beyond_this_machine_are_refused_with_the_reason(host):
    with pytest.raises(Failure, match=r"no accounts yet.*ssh -L 8710") as refused:
        refuse_beyond_loopback(WebSettings(host=host))
    assert refused.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.1.2.3"])
def test_addresses_of_this_machine_are_allowed(host):
    refuse_beyond_loopback(WebSettings(host=host))
