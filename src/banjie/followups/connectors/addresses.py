"""Which network addresses a connector may talk to (server-side request forgery).

A public address, whatever it is wrapped in (IPv4 in IPv6, NAT64, 6to4, Teredo), and not this machine's own;
anything else only where an administrator allow-listed the host. Names are resolved once and the checked
address is the one that is connected to, so a name cannot change its mind in between.
"""

from __future__ import annotations

import socket
import threading
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


class AddressRefusedError(Exception):
    """The host leads to an address that connectors must not reach."""


class UnresolvedError(Exception):
    """The name service has no answer (yet)."""


def resolve(host: str, port: int, *, allow_private: bool, timeout_s: float) -> tuple[str, ...]:
    """The host's addresses, each of them checked: one bad address refuses the host.

    Raises AddressRefusedError, UnresolvedError.
    """
    found = _look_up(host, port, timeout_s)
    for text in found:
        address = ip_address(text.partition("%")[0])
        if never(address) or (not allow_private and (not is_public(address) or _is_own(address, port))):
            raise AddressRefusedError(f"{host} leads to {address}, which is not a public address")
    return found


def inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 address carries, where it carries one."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in network for network in _NAT64) or int(address) >> 32 == 0:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def is_public(address: Address) -> bool:
    """Whether it is a global unicast address; what is wrapped counts, not the wrapping."""
    carried = inner(address)
    return carried.is_global and not carried.is_multicast and not carried.is_reserved


def never(address: Address) -> bool:
    """Addresses that are no receiver even inside the company."""
    carried = inner(address)
    return carried.is_multicast or carried.is_unspecified or address.is_unspecified or address.is_multicast


def _is_own(address: Address, port: int) -> bool:
    """Whether the address is one of this machine: the route to it then starts at itself. Sends nothing."""
    family = socket.AF_INET if isinstance(address, IPv4Address) else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((str(address), port))
            return ip_address(str(probe.getsockname()[0]).partition("%")[0]) == address
    except OSError:
        return False


def _look_up(host: str, port: int, timeout_s: float) -> tuple[str, ...]:
    """Resolves in a thread of its own: the system's resolver knows no time limit."""
    answer: list[tuple[str, ...] | Exception] = []

    def work() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.append(tuple(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except (OSError, UnicodeError) as error:
            answer.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(timeout_s)
    if not answer or isinstance(answer[0], Exception) or not answer[0]:
        raise UnresolvedError(f"no address for {host}")
    return answer[0]
