"""What the containers' files promise, as `docker compose` reads them, without an engine."""

import json
import os
import re
import subprocess
import sys
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = Path(sys.executable).parent / "docker-compose"
GIVEN = {
    "POSTGRES_PASSWORD": "example",
    "BRANCHPOINT_PUBLIC_URL": "https://branchpoint.example.org",
}
OURS = ("api", "worker", "migrate")
SCALED = ("api", "worker")


def read(**environment):
    """What `docker compose config` makes of the file."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [COMPOSE, "config", "--format", "json"],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def composed():
    answer = read(**GIVEN)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.mark.parametrize("left_out", sorted(GIVEN))
def test_without_a_password_and_a_public_address_nothing_starts(left_out):
    answer = read(**{name: value for name, value in GIVEN.items() if name != left_out})
    assert answer.returncode != 0
    assert left_out in answer.stderr


@pytest.mark.parametrize("name", SCALED)
def test_more_than_one_may_be_started(composed, name):
    """A name, a published port or an address of its own would be taken by the first of them."""
    service = composed["services"][name]
    assert "container_name" not in service
    assert "ports" not in service
    assert "hostname" not in service
    networks = [each or {} for each in service["networks"].values()]
    assert not any("ipv4_address" in each for each in networks)
    assert "network_mode" not in service


def test_nobody_is_given_the_address_of_the_proxy_before_it_starts(composed):
    """The API starts first; without a range of its own it would get the first free address."""
    (front,) = composed["networks"]["front"]["ipam"]["config"]
    proxy = composed["services"]["proxy"]["networks"]["front"]["ipv4_address"]
    assert ip_address(proxy) in ip_network(front["subnet"])
    assert ip_address(proxy) not in ip_network(front["ip_range"])
    assert front["gateway"] != proxy
    assert composed["services"]["api"]["environment"]["BRANCHPOINT_PROXIES"] == proxy


def test_only_the_proxy_is_published_and_none_is_on_the_host_s_network(composed):
    services = composed["services"]
    assert [name for name, each in services.items() if each.get("ports")] == ["proxy"]
    for name, each in services.items():
        assert "network_mode" not in each, name
        assert not each.get("privileged"), name
        mounts = [mount["source"] for mount in each.get("volumes", [])]
        assert not any("docker.sock" in place for place in mounts), name
    reachable_from_the_proxy = {
        name for name, each in services.items() if "front" in each.get("networks", {})
    }
    assert reachable_from_the_proxy == {"proxy", "api"}


@pytest.mark.parametrize("name", ["api", "worker", "migrate", "proxy", "postgres"])
def test_the_root_of_a_container_is_read_only_and_no_rights_are_gained(composed, name):
    service = composed["services"][name]
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    if name in (*OURS, "proxy"):
        assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    for mount in service.get("volumes", []):
        assert mount["type"] == "volume" or mount["read_only"], mount


def stages():
    """The lines of each stage of the images' file, with those of the stage that it is made from."""
    found = {}
    for line in (ROOT / "docker" / "branchpoint.Dockerfile").read_text("utf-8").splitlines():
        begun = re.fullmatch(r"FROM (\S+) AS (\S+)", line)
        if begun is not None:
            lines = list(found.get(begun[1], [line]))
            found[begun[2]] = lines
        elif found:
            lines.append(line)
    return found


@pytest.mark.parametrize("name", SCALED)
def test_an_image_runs_as_a_user_that_is_not_root(name):
    users = [line.split()[1] for line in stages()[name] if line.startswith("USER ")]
    assert users
    assert users[-1].isdecimal()
    assert int(users[-1]) >= 10_000


def test_images_come_by_a_version_and_packages_by_their_hash():
    every = [line for lines in stages().values() for line in lines]
    images = {line.split()[1] for line in every if line.startswith("FROM ")}
    for image in images:
        assert re.search(r":\d", image), image
        assert not image.endswith(":latest")
    assert not any(line.startswith("ADD ") for line in every)
    (runtime,) = {line for line in every if "requirements/runtime.txt" in line and "RUN" in line}
    assert "--require-hashes" in runtime
