"""Nobody makes this server speak to what only it can reach: rows 58 to 60 of reliability.md, at save and at connect."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from accounts.errors import Invalid
from notifications.channels import http, slack, teams, webhook
from notifications.channels.addresses import check_url, masked
from notifications.channels.answers import Outcome
from tests.notifications.channels.conftest import LETTER, To
from tests.receiver import Receiver

INNER = [
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.5", "172.16.3.4", "192.168.0.1", "169.254.169.254",  # noqa: S104
    "100.64.0.1", "100.100.100.200", "192.0.0.8", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1",
    "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "5f00::1",
    "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
]  # fmt: skip
WRITTEN_OTHERWISE = [
    "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "127.1", "127.0.0.1.", "①②⑦.⓪.⓪.①", "１２７.0.0.1", "localhost",
    "localhost.", "LOCALHOST", "a.localhost", "intranet", "db", "redis.internal", "nas.local", "router.home.arpa",
    "169.254.169.254.", "0x", "..", "a..example.com",
]  # fmt: skip
PUBLIC = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
ELSEWHERE = [("93.184.215.14", 443)]


def bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def resolving_to(*addresses: str):
    """A name server's answer, whatever is asked."""

    def resolve(_host: str, port: int, **_: object) -> list:
        families = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in addresses]
        return [(family, socket.SOCK_STREAM, 6, "", (a, port)) for family, a in zip(families, addresses, strict=True)]

    return resolve


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Stands on loopback, and nobody was allowed to speak to it."""
    with Receiver() as server:
        yield server
        assert server.connections == 0
        assert server.requests == []


@pytest.mark.parametrize("host", [*map(bracketed, INNER), *WRITTEN_OTHERWISE])
@pytest.mark.parametrize("kind", ["webhook", "slack", "teams"])
def test_an_inner_address_is_refused_when_it_is_saved(host, kind):
    with pytest.raises(Invalid) as refused:
        check_url(f"https://{host}/hook", kind, allow_local=False)
    assert refused.value.field == "address"
    assert refused.value.message


@pytest.mark.parametrize("address", INNER)
def test_an_inner_address_is_refused_when_connecting(address):
    with pytest.raises(http.AddressRefused):
        http.post("https://hooks.example.com/hook", b"{}", {}, resolver=resolving_to(address))


def test_one_inner_address_among_public_ones_spoils_the_name():
    with pytest.raises(http.AddressRefused):
        http.post("https://hooks.example.com/hook", b"{}", {}, resolver=resolving_to(*PUBLIC, "127.0.0.1"))


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_let_through(address):
    check_url(f"https://{bracketed(address)}/hook", "webhook", allow_local=False)


@pytest.mark.parametrize("channel", [slack, teams, webhook])
def test_what_slipped_into_the_database_is_refused_when_connecting(receiver, channel):
    for url in (receiver.url("/ok"), f"https://127.0.0.1:{receiver.server_port}/ok", "https://localhost/ok"):
        answer = channel.send(LETTER, To(url))
        assert answer.outcome == Outcome.PERMANENT
        assert "/ok" not in answer.text


def test_a_name_that_is_pointed_elsewhere_after_it_was_saved(receiver):
    """DNS rebinding: public when it was checked, loopback when it is used."""
    url = "https://rebind.example.com/hook"
    check_url(url, "webhook", allow_local=False)
    with pytest.raises(http.AddressRefused):
        http.post(url, b"{}", {}, resolver=resolving_to("127.0.0.1"))


def test_a_name_is_asked_for_once_and_the_answer_kept(settings):
    """A second answer would not have been checked; so nobody asks for one."""
    settings.OUTBOUND_ALLOW_LOCAL = True
    with Receiver() as server:
        answers = iter([resolving_to("127.0.0.1"), resolving_to("93.184.215.14")])
        asked: list[str] = []

        def resolve(host: str, port: int, **options: object) -> list:
            asked.append(host)
            return next(answers)(host, port, **options)

        reply = http.post(f"http://rebind.example.com:{server.server_port}/ok", b"{}", {}, resolver=resolve)
        assert (reply.status, asked) == (200, ["rebind.example.com"])
        assert server.requests[0].headers["host"] == f"rebind.example.com:{server.server_port}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_inside_is_not_followed(settings, status):
    settings.OUTBOUND_ALLOW_LOCAL = True
    with Receiver() as server:
        answer = webhook.send(LETTER, To(server.url(f"/redirect?status={status}")))
        assert answer.outcome == Outcome.PERMANENT
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://hooks.example.com/a", "not_https"),
        ("https://hooks.example.com:80/a", "port"),
        ("https://hooks.example.com:25/a", "port"),
        ("https://hooks.example.com:6379/a", "port"),
        ("https://user@hooks.example.com/a", "userinfo"),
        ("https://hooks.example.com@127.0.0.1/a", "userinfo"),
        ("https://hooks.example.com/a#b", "fragment"),
        ("https://hooks.example.com:0/a", "unreadable"),
        ("https://hooks.example.com:99999/a", "unreadable"),
        ("https://hooks.example.com:x/a", "unreadable"),
        ("https:///a", "unreadable"),
        ("https:\\\\hooks.example.com/a", "unreadable"),
        ("https://hooks.example.com\\@127.0.0.1/a", "unreadable"),
        ("https://hooks.example.com/a b", "unreadable"),
        ("https://hooks.example.com/a\r\nHost: b", "unreadable"),
        ("https://hooks.example.com/한글", "unreadable"),
        ("https://[::1", "unreadable"),
        ("https://[fe80::1%25eth0]/", "inner"),
        ("ftp://hooks.example.com/a", "unreadable"),
        ("gopher://hooks.example.com/a", "unreadable"),
        ("file:///etc/passwd", "unreadable"),
        ("javascript:alert(1)", "unreadable"),
        ("//hooks.example.com/a", "unreadable"),
        ("", "unreadable"),
        ("https://hooks.example.com/" + "a" * 1000, "too_long"),
    ],
)
def test_an_address_that_can_be_misread_is_refused_with_what_to_do(url, code):
    with pytest.raises(Invalid) as refused:
        check_url(url, "webhook", allow_local=False)
    assert refused.value.code == f"address_{code}"


@pytest.mark.parametrize(
    ("kind", "url", "is_good"),
    [
        ("slack", "https://hooks.slack.com/services/T0/B0/abc", True),
        ("slack", "https://hooks.slack.com.evil.example/services/T0/B0/abc", False),
        ("slack", "https://evil.example/hooks.slack.com/", False),
        (
            "teams",
            "https://prod-23.westeurope.logic.azure.com:443/workflows/a/triggers/manual/paths/invoke?sig=x",
            True,
        ),
        ("teams", "https://default01.e1.environment.api.powerplatform.com:443/powerautomate/a?sig=x", True),
        ("teams", "https://contoso.webhook.office.com/webhookb2/a", False),
        ("teams", "https://logic.azure.com.evil.example/a", False),
        ("teams", "https://evillogic.azure.com/a", False),
        ("webhook", "https://hooks.example.com/in?key=a%20b", True),
        ("webhook", "https://예시.한국/in", True),
    ],
)
def test_each_channel_speaks_to_its_own_hosts_only(kind, url, is_good):
    if is_good:
        check_url(url, kind, allow_local=False)
    else:
        with pytest.raises(Invalid):
            check_url(url, kind, allow_local=False)


@pytest.mark.parametrize("kind", ["slack", "teams", "webhook"])
def test_only_the_setting_opens_the_own_network(kind):
    check_url("http://chat.intranet:8065/hooks/abc", kind, allow_local=True)
    with pytest.raises(Invalid):
        check_url("http://chat.intranet:8065/hooks/abc", kind, allow_local=False)
    with pytest.raises(Invalid):
        check_url("http://user:password@chat.intranet/hooks/abc", kind, allow_local=True)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://hooks.slack.com/services/T0/B0/abcdefgh", "hooks.slack.com/…efgh"),
        ("https://x.logic.azure.com:443/workflows/a?sp=b&sig=qwertyuiop", "x.logic.azure.com:443/…uiop"),
        ("https://hooks.example.com/short", "hooks.example.com/…"),
        ("tgram://123456:secretsecret/-1001", "tgram/…1001"),
    ],
)
def test_an_address_is_shown_by_its_host_and_last_four_characters(url, shown):
    assert masked(url) == shown
