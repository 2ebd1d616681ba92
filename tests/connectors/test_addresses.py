"""Only public addresses are reached, whatever they are wrapped in; a host is allow-listed by its name."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from tests.connectors.deliveries import deliver
from tests.connectors.servers import http_server

from banjie.followups.connectors.addresses import AddressRefusedError, UnresolvedError, is_public, resolve
from banjie.followups.connectors.delivery import Permanent

REFUSED = [
    "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
    "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:a00:1::", "2001:0:4136:e378:8000:63bf:f5ff:fffe", "::10.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_an_address_that_is_not_public_is_known_as_such(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize(
    "text", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::", "::ffff:8.8.8.8"]
)
def test_a_public_address_stays_one_in_its_wrapping(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "::1", "[::ffff:127.0.0.1]"]
)
def test_other_ways_to_write_loopback_are_refused(host: str) -> None:
    with pytest.raises((AddressRefusedError, UnresolvedError)):
        resolve(host, 80, allow_private=False, timeout_s=5)


def test_no_allow_list_lets_multicast_through() -> None:
    with pytest.raises(AddressRefusedError):
        resolve("224.0.0.1", 80, allow_private=True, timeout_s=5)


def test_a_receiver_inside_is_reached_only_when_its_host_is_allowed() -> None:
    with http_server(lambda seen: (200, {})) as server:
        for allowed in (False, ["elsewhere.example"]):
            with pytest.raises(Permanent) as refused:
                deliver("webhook", {"url": server.url, "allow_private": allowed}, {"type": "t"})
            assert refused.value.code == "address_refused"
        assert server.requests == []
        deliver("webhook", {"url": server.url, "allow_private": ["127.0.0.1"]}, {"type": "t"})
        assert len(server.requests) == 1
