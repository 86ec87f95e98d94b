"""Which addresses may be spoken to. Pure: nothing is looked up here.

`check_url` judges what a person enters; `is_public` judges each network address again at the moment of connecting,
because a name can be pointed anywhere after it was saved. Python's `is_private` is not enough: it knows nothing of
100.64/10, NAT64, 6to4 and other ways to write an inner address. Source: reliability.md, section 2, rows 58 to 60.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from accounts.errors import Invalid

LONGEST = 1000
SHORTEST_SECRET = 12  # of a shorter one the last four characters would say too much
FIELD = "address"

SLACK_HOST = "hooks.slack.com"
# Workflows ("When a Teams webhook request is received"): Power Automate since 2025, and flows of Azure Logic Apps.
# The older connectors (webhook.office.com) were switched off in spring 2026 and read another kind of card.
TEAMS_HOSTS = (".api.powerplatform.com", ".logic.azure.com")

# What a service's address looks like: one target each, nothing behind a question mark. The host that is spoken to is
# fixed inside Apprise, so nothing in here can choose one.
SERVICES = {
    "discord": (re.compile(r"discord://\d{5,25}/[\w-]{20,120}/?", re.ASCII), "discord://ID/TOKEN"),
    "gchat": (re.compile(r"gchat://[\w-]+/[\w-]+/[\w=%-]+/?", re.ASCII), "gchat://SPACE/KEY/TOKEN"),
    "tgram": (re.compile(r"tgram://\d+:[\w-]+/(-?\d+|@\w+)/?", re.ASCII), "tgram://BOT_TOKEN/CHAT_ID"),
    "line": (re.compile(r"line://([\w.-]+|[\w+/]+=+)/[UCR][0-9a-f]{32}/?", re.ASCII), "line://TOKEN/TARGET"),
    "webex": (re.compile(r"webex://[a-z0-9]{80,160}/?", re.ASCII), "webex://TOKEN"),
}

_REFUSED_4 = tuple(
    map(
        IPv4Network,
        (
            "100.64.0.0/10",  # shared by carriers, and metadata of some clouds
            "168.63.129.16/32",  # Azure's own services inside each machine
            "192.0.0.0/24",  # protocol assignments
            "192.88.99.0/24",  # 6to4 relays
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved
        ),
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")  # what is outside carries inner addresses: mapped, NAT64, v4-compatible, local
_REFUSED_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_NUMBER = re.compile(r"0x[0-9a-f]*|\d+", re.ASCII)
_INNER_NAMES = ("localhost", "local", "internal", "home.arpa", "lan", "intranet")


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart once, for judging and for connecting alike. `host` is ASCII, lower case, without a last dot."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What stands in the Host header."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == {"http": 80, "https": 443}[self.scheme] else f"{name}:{self.port}"


def is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _REFUSED_4)
    return (
        address in _GLOBAL_6
        and address.is_global
        and address.scope_id is None
        and not any(address in network for network in _REFUSED_6)
    )


def check_url(url: str, kind: str, allow_local: bool) -> None:
    """Raises `Invalid` with what to do about it. `kind` is "slack", "teams", "webhook" or "apprise".

    `allow_local` admits http, other ports, inner addresses and other hosts, for chat servers in the own network.
    """
    if len(url) > LONGEST:
        raise _refused("too_long", _("The address may have at most %(count)s characters.") % {"count": LONGEST})
    if kind == "apprise":
        _check_service(url)
        return
    target = target_of(url)
    if allow_local:
        return
    if target.scheme != "https":
        raise _refused("not_https", _("Use an address that begins with https://."))
    if target.port != 443:
        raise _refused("port", _("Only port 443 can be used. Remove the port from the address."))
    _check_host(target.host)
    if kind == "slack" and target.host != SLACK_HOST:
        raise _refused("not_slack", _("Paste the webhook address of Slack. It begins with https://hooks.slack.com/."))
    if kind == "teams" and not target.host.endswith(TEAMS_HOSTS):
        raise _refused(
            "not_teams",
            _(
                "Paste the address of a Teams workflow (“When a webhook request is received”). "
                "Addresses of the older connectors no longer work."
            ),
        )


def target_of(url: str) -> Target:
    """Raises `Invalid` when the address can be read in more than one way."""
    if not url.isprintable() or any(character in url for character in " \\"):
        raise _unreadable()
    try:
        parts = urlsplit(url)
        port, host = parts.port, _ascii_host(parts)
    except ValueError as error:
        raise _unreadable() from error
    if parts.scheme not in ("http", "https") or not host or port == 0:
        raise _unreadable()
    if "@" in parts.netloc:
        raise _refused("userinfo", _("Remove the name and password in front of the host from the address."))
    if "#" in url:
        raise _refused("fragment", _("Remove the part that begins with # from the address."))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii():
        raise _unreadable()
    return Target(parts.scheme, host, port or {"http": 80, "https": 443}[parts.scheme], path)


def masked(url: str) -> str:
    """The host and the last four characters: enough to tell two addresses apart, too little to use one."""
    scheme, _separator, rest = url.partition("://")
    host, _slash, secret = rest.rpartition("@")[2].partition("/")
    if scheme not in ("http", "https"):  # in addresses of services the secret begins where others have their host
        host, secret = scheme, rest
    return f"{host}/…{secret[-4:] if len(secret) >= SHORTEST_SECRET else ''}"


def _ascii_host(parts: SplitResult) -> str:
    """Full-width and circled characters become what a resolver would make of them."""
    name = parts.hostname or ""
    if not name.isascii():
        name = name.encode("idna").decode("ascii")
    return name.lower().removesuffix(".")


def _check_host(host: str) -> None:
    try:
        address = ip_address(host)
    except ValueError:
        _check_name(host)
        return
    if not is_public(address):
        raise _inner()


def _check_name(host: str) -> None:
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):  # 2130706433, 0x7f.1, 0177.0.0.1: numbers that resolvers take for an address
        raise _inner()
    inner = any(host == name or host.endswith(f".{name}") for name in _INNER_NAMES)
    if inner or len(labels) < 2 or not all(labels):
        raise _inner()


def _check_service(url: str) -> None:
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in SERVICES:
        names = ", ".join(f"{name}://" for name in SERVICES)
        raise _refused("not_a_service", _("Use an address that begins with one of these: %(names)s") % {"names": names})
    if "?" in rest or "#" in rest:
        raise _refused(
            "options", _("Remove everything from the question mark on; options such as retry or verify are not used.")
        )
    shape, example = SERVICES[scheme]
    if not shape.fullmatch(url):
        raise _refused("shape", _("The address should look like %(example)s, with one target.") % {"example": example})


def _refused(code: str, message: str) -> Invalid:
    return Invalid(f"address_{code}", message, field=FIELD)


def _unreadable() -> Invalid:
    return _refused("unreadable", _("This is not a web address. Paste it as the other service shows it."))


def _inner() -> Invalid:
    return _refused("inner", _("This address leads into an internal network. Use one that is public on the internet."))
