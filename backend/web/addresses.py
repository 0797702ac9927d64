"""The network address that a request comes from, as the limits count it."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from sanic import Request


def address_of(request: Request) -> str:
    """Return the address that asks: the connection's, or what our own proxy says of it.

    A proxy is believed only when the settings say that there is one (``PROXIES``).
    """
    return counted(request.remote_addr or request.ip)


def counted(address: str) -> str:
    """Return an IPv4 address as it is, and the network of an IPv6 one, of 64 bits.

    One subscriber has a whole such network: counted one by one, its addresses have no end.
    """
    try:
        read = ip_address(address.strip("[]"))
    except ValueError:
        return address
    if not isinstance(read, IPv6Address):
        return str(read)
    return str(read.ipv4_mapped or IPv6Network((int(read), 64), strict=False))
