"""What is weak in how a service is set up: each check looks at one thing, and says what to do about it."""

import stat
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import sqlalchemy as sql

from api.settings import Settings
from tracing.audit.log import ENTRIES
from tracing.database import LINK_ERRORS, Database
from tracing.keys.device import DeviceAddress, read_address
from tracing.keys.masters import unsealed_ids
from tracing.value import Value

Check = Callable[[Settings], Iterator["Weakness"]]


class Weakness(Value, frozen=True, kw_only=True):
    """Something that makes a leak, a forgery or a loss easier than it need be.

    Attributes:
        setting: name of the environment variable.
        what: the weakness, without any value.
        remedy: what to do.
    """

    setting: str
    what: str
    remedy: str


def weaknesses(settings: Settings) -> list[Weakness]:
    """All that is weak, in the order of the settings."""
    return [found for check in _CHECKS for found in check(settings)]


def _callers(settings: Settings) -> Iterator[Weakness]:
    if settings.demo_key is not None:
        yield Weakness(
            setting="TRACING_DEMO_KEY",
            what="whoever reads this file can be anybody",
            remedy="unset it, and set TRACING_OIDC_ISSUER and TRACING_OIDC_JWKS_URL",
        )
    if settings.oidc_issuer is None:
        yield Weakness(
            setting="TRACING_OIDC_ISSUER", what="no issuer says who is calling", remedy="set it to your issuer"
        )
    elif not (settings.oidc_jwks_url or "").startswith("https://"):
        yield Weakness(
            setting="TRACING_OIDC_JWKS_URL",
            what="the issuer's keys are fetched over a link that others can change",
            remedy="use https",
        )
    if settings.oidc_introspection_url is None:
        yield Weakness(
            setting="TRACING_OIDC_INTROSPECTION_URL",
            what="a token that was revoked works until it ends",
            remedy="set it to your issuer's introspection endpoint",
        )
    elif not settings.oidc_introspection_url.startswith("https://"):
        yield Weakness(
            setting="TRACING_OIDC_INTROSPECTION_URL",
            what="tokens are sent to the issuer in the clear",
            remedy="use https",
        )
    if not settings.production:
        yield Weakness(
            setting="TRACING_PRODUCTION", what="weak settings are accepted at the start", remedy="set it to true"
        )


def _certificates(settings: Settings) -> Iterator[Weakness]:
    proxy = settings.client_certificates_from
    if proxy is None:
        yield Weakness(
            setting="TRACING_CLIENT_CERTIFICATES_FROM",
            what="a stolen token of an agency works from anywhere",
            remedy="have the proxy ask agencies for certificates, and name its address",
        )
    elif proxy.num_addresses > 1:
        yield Weakness(
            setting="TRACING_CLIENT_CERTIFICATES_FROM",
            what="every machine of a network is believed when it says who showed which certificate",
            remedy="name the address of the proxy alone",
        )


def _listening(settings: Settings) -> Iterator[Weakness]:
    if not _is_loopback(settings.host):
        yield Weakness(
            setting="TRACING_HOST",
            what="requests and tokens travel in the clear to an address beyond this machine",
            remedy="listen on 127.0.0.1 behind a proxy with TLS; in a container, publish the port on loopback alone",
        )


def _links(settings: Settings) -> Iterator[Weakness]:
    for name in ("log", "views", "audit"):
        url = urlsplit(getattr(settings, name))
        if url.scheme != "postgresql" or _is_loopback(url.hostname or ""):
            continue
        what = None
        if not _is_encrypted(url.geturl()):
            what = "the link to PostgreSQL is not encrypted, or is down"
        elif not _is_verified():
            what = "the link to PostgreSQL is encrypted, and whoever answers there is taken for the server"
        if what is not None:
            yield Weakness(
                setting=f"TRACING_{name.upper()}",
                what=what,
                remedy="give the server a certificate, and set PGSSLMODE=verify-full and PGSSLROOTCERT",
            )
    search = urlsplit(settings.search)
    if search.scheme == "opensearch" and not _is_loopback(search.hostname or ""):
        yield Weakness(
            setting="TRACING_SEARCH", what="the link to OpenSearch is not encrypted", remedy="use opensearchs://"
        )


def _databases(settings: Settings) -> Iterator[Weakness]:
    if urlsplit(settings.log).scheme == "postgresql" and _may_change(settings.log, EVENTS_TABLE):
        yield Weakness(
            setting="TRACING_LOG",
            what="the service's own user may change and delete events, or the database is down",
            remedy="give it a user that may only add them: deploy/postgres/rights-log.sql",
        )
    if urlsplit(settings.views).scheme == "postgresql" and not _asked(settings.views, _MAKES_NO_TABLES):
        yield Weakness(
            setting="TRACING_VIEWS",
            what="the service's own user may make and drop tables, or the database is down",
            remedy="give it a user that may only read and write them: deploy/postgres/rights-views.sql",
        )


def _keys(settings: Settings) -> Iterator[Weakness]:
    for name, path in (("MASTER_KEY_FILE", settings.master_key_file), ("AUDIT_KEY_FILE", settings.audit_key_file)):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Weakness(
                setting=f"TRACING_{name}", what="others than its owner can read the file", remedy="chmod 600"
            )
    if settings.master_key_device is None:
        yield Weakness(
            setting="TRACING_MASTER_KEY_DEVICE",
            what="whoever copies the file of master keys has the keys",
            remedy="name a device that seals them (PKCS#11), then run tracing keys rotate and tracing keys retire",
        )
    else:
        yield from _device(read_address(settings.master_key_device), settings.master_key_file)
    kept = {"LOG": _folder(settings.log), "PHOTOGRAPHS": settings.photographs.absolute().parent}
    if settings.master_key_file.absolute().parent in kept.values():
        yield Weakness(
            setting="TRACING_MASTER_KEY_FILE",
            what="whoever copies the folder of what is sealed has the keys too",
            remedy="keep it on another disk, with a backup of its own",
        )
    if settings.audit_key_file.absolute().parent == _folder(settings.audit):
        yield Weakness(
            setting="TRACING_AUDIT_KEY_FILE",
            what="whoever can change the audit log can sign it anew",
            remedy="keep it on another disk, with a backup of its own",
        )


def _device(address: DeviceAddress, path: Path) -> Iterator[Weakness]:
    if path.exists() and unsealed_ids(path):
        yield Weakness(
            setting="TRACING_MASTER_KEY_FILE",
            what="the device has not sealed all keys of the file",
            remedy="run tracing keys rotate and, when backups are newer than that, tracing keys retire",
        )
    if not address.pin_file.exists() or stat.S_IMODE(address.pin_file.stat().st_mode) & 0o077:
        yield Weakness(
            setting="TRACING_MASTER_KEY_DEVICE",
            what="the file of the device's PIN is missing, or others than its owner can read it",
            remedy="chmod 600",
        )


def _audit(settings: Settings) -> Iterator[Weakness]:
    if settings.audit_witness is None:
        yield Weakness(
            setting="TRACING_AUDIT_WITNESS",
            what="nobody elsewhere can tell that the end of the audit log was cut off",
            remedy="name an address or a file on another machine that keeps its checkpoints",
        )
    if settings.audit in (settings.log, settings.views):
        yield Weakness(
            setting="TRACING_AUDIT",
            what="who keeps the log can change the audit log",
            remedy="give it a database of its own",
        )
    if urlsplit(settings.audit).scheme == "postgresql" and _may_change_entries(settings.audit):
        yield Weakness(
            setting="TRACING_AUDIT",
            what="the service's own user may change and delete entries, or the database is down",
            remedy="give it a user that may only SELECT and INSERT; see the operations guide",
        )


_CHECKS: tuple[Check, ...] = (_callers, _certificates, _listening, _links, _databases, _keys, _audit)


EVENTS_TABLE = "tracing_events"
_MAKES_NO_TABLES = "SELECT NOT has_schema_privilege(current_schema(), 'CREATE')"


def _is_loopback(host: str) -> bool:
    try:
        return host in ("", "localhost") or ip_address(host).is_loopback
    except ValueError:
        return False


def _folder(url: str) -> Path | None:
    parts = urlsplit(url)
    return Path(unquote(parts.path)[1:]).absolute().parent if parts.scheme == "sqlite" else None


def _is_encrypted(url: str) -> bool:
    return _asked(url, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")


def _is_verified() -> bool:
    """Whether the database's client checks the server's certificate and name: as its environment says."""
    defaults = {option.keyword: option.val for option in psycopg.pq.Conninfo.get_defaults()}
    return defaults[b"sslmode"] == b"verify-full"


def _may_change_entries(url: str) -> bool:
    return _may_change(url, ENTRIES.name)


def _may_change(url: str, table: str) -> bool:
    # What cannot be asked is not known to be strong.
    return not _asked(url, f"SELECT NOT has_table_privilege('{table}', 'UPDATE, DELETE, TRUNCATE')")


def _asked(url: str, question: str) -> bool:
    database = Database(url, durable=True)
    try:
        with database.reading() as connection:
            return bool(connection.scalar(sql.text(question)))
    except LINK_ERRORS:
        return False
    except sql.exc.ProgrammingError:  # the table is not there yet
        return False
    finally:
        database.close()
