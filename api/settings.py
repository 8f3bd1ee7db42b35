"""Settings, from environment variables alone; docs/operations.md lists them all."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, IPvAnyNetwork, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from tracing.keys.device import read_address

Algorithm = Literal["RS256", "ES256", "EdDSA"]
"""Signatures made with a private key only: with a shared secret, whoever checks a token could also write one."""


class Settings(BaseSettings):
    """What an operator can set. Every variable starts with `TRACING_`; an empty one counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix="TRACING_", env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    log: str = Field(
        default="sqlite:///tracing-data/log.sqlite",
        repr=False,
        description="URL of the event log: `sqlite:///file` or `postgresql://user:password@host/database`.",
    )
    views: str = Field(
        default="sqlite:///tracing-data/views.sqlite",
        repr=False,
        description="URL of the derived views: `sqlite:///file` or `postgresql://user:password@host/database`.",
    )
    search: str = Field(
        default="embedded://./tracing-data/search",
        repr=False,
        description="URL of the search engine: `embedded://./folder` or `opensearch://host:9200` (TLS: `opensearchs`).",
    )
    photographs: Path = Field(
        default=Path("tracing-data/photographs"),
        description="Folder in which photographs are kept; of all processes of a service the same.",
    )
    audit: str = Field(
        default="sqlite:///tracing-data/audit.sqlite",
        repr=False,
        description="URL of the audit log, a store of its own: `sqlite:///file` or "
        "`postgresql://user:password@host/database`.",
    )
    audit_key_file: Path = Field(
        default=Path("tracing-data/audit-key"),
        description="File of the secret that seals and signs the audit log; `tracing migrate` makes it.",
    )
    audit_witness: str | None = Field(
        default=None,
        description="Who keeps the audit log's checkpoints: `https://…`, or a file on another machine's disk.",
    )
    master_key_file: Path = Field(
        default=Path("tracing-data/master-keys"),
        description="File of the master keys that wrap the data keys of the log; `tracing migrate` makes the first. "
        "Keep it, and its backup, where the log and its backups are not.",
    )
    master_key_device: str | None = Field(
        default=None,
        repr=False,
        description="Device that seals the master keys in their file, as a PKCS#11 URI (RFC 7512): "
        "`pkcs11:token=…;object=…?module-path=/…&pin-source=/…`.",
    )
    index_key_file: Path = Field(
        default=Path("tracing-data/index-key"),
        description="File of the secret that seals the search index; `tracing migrate` makes it. When it is lost, a "
        "new one and `tracing rebuild records` make up for it.",
    )
    host: str = Field(default="127.0.0.1", description="Address that the API listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port that the API listens on.")
    oidc_issuer: str | None = Field(default=None, description="The `iss` of tokens that are accepted.")
    oidc_audience: str = Field(default="tracing", description="The `aud` that every token must name.")
    oidc_jwks_url: str | None = Field(
        default=None, pattern=r"^https?://", description="Where the issuer publishes its public keys (JWKS)."
    )
    oidc_algorithms: Annotated[tuple[Algorithm, ...], NoDecode] = Field(
        default=("RS256", "ES256", "EdDSA"),
        min_length=1,
        description="Signature algorithms that are accepted, separated by commas.",
    )
    oidc_fresh_minutes: int = Field(
        default=15,
        ge=1,
        le=720,
        description="Minutes since signing in (`auth_time`) within which a person may judge, erase and export.",
    )
    oidc_introspection_url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="Where the issuer is asked whether a token was revoked (RFC 7662), twice a minute for each token.",
    )
    oidc_client_id: str | None = Field(default=None, description="By which the service asks the issuer.")
    oidc_client_secret: str | None = Field(default=None, repr=False, description="The secret that goes with it.")
    client_certificates_from: IPvAnyNetwork | None = Field(
        default=None,
        description="Address of the proxy whose header `Client-Cert` (RFC 9440) is believed. Tokens of the role "
        "`agency` must then be bound to a certificate (RFC 8705).",
    )
    desk_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/]+$",
        description="Where browsers find the desk, `https://…` without a path: the issuer sends people back there.",
    )
    desk_client_id: str | None = Field(default=None, description="The desk's name as a client of the issuer.")
    desk_client_secret: SecretStr | None = Field(
        default=None, description="The desk's secret as a client of the issuer; none for a public client."
    )
    disclosures_per_hour: int = Field(
        default=3_000, ge=1, description="Records that one person is shown within an hour at most, by each process."
    )
    reports_per_minute: int = Field(
        default=60_000,
        ge=1,
        description="Reports that one organisation posts within a minute at most, by each process.",
    )
    writes_at_once: int = Field(
        default=2, ge=1, le=32, description="Requests that each process writes at once; organisations take turns."
    )
    import_max_bytes: int = Field(
        default=1_000_000_000, ge=1, description="Bytes, unpacked, that are read of a file sent to be imported."
    )
    pfif_domains: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Which organisation speaks for which PFIF domain: `missing.example.org=ukr.redcross`, separated by "
        "commas. Records of other domains are refused; records go out under the domain of their organisation.",
    )
    pfif_deaths: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Organisations whose PFIF notes may say `believed_dead`, separated by commas."
    )
    webhook_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Hosts that alerts may be sent to, separated by commas: `alerts.example`, or `alerts.example:8443` "
        "for another port than 443. Without any, no alert is sent.",
    )
    webhook_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        default=(),
        description="Networks of private addresses that these hosts may be in, separated by commas: `10.20.0.0/16`. "
        "Without any, only public addresses are connected to.",
    )
    demo_key: Path | None = Field(
        default=None,
        description="File of a local key whose demo tokens (`tracing token`) are accepted; never in production.",
    )
    production: bool = Field(
        default=False,
        description="Refuse to start with a demo key, without an issuer, or with public keys fetched over plain http.",
    )

    @field_validator(
        "oidc_algorithms", "pfif_domains", "pfif_deaths", "webhook_hosts", "webhook_networks", mode="before"
    )
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value

    @field_validator("pfif_domains")
    @classmethod
    def _pairs(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        pairs = [pair.partition("=") for pair in value]
        if not all(domain and organisation for domain, _, organisation in pairs):
            raise ValueError("each is a domain and its organisation: domain=organisation")
        if len({domain for domain, _, _ in pairs}) < len(pairs):
            raise ValueError("one organisation speaks for a domain")
        return value

    @field_validator("master_key_device")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is not None:
            read_address(value)
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.oidc_issuer is None) != (self.oidc_jwks_url is None):
            raise ValueError("oidc_issuer and oidc_jwks_url are set together")
        asks = (self.oidc_introspection_url, self.oidc_client_id, self.oidc_client_secret)
        if any(asks) and not (all(asks) and self.oidc_issuer):
            raise ValueError(
                "oidc_introspection_url, oidc_client_id and oidc_client_secret are set together, with oidc_issuer"
            )
        if self.desk_client_id is not None and (self.oidc_issuer is None or self.desk_url is None):
            raise ValueError("desk_client_id needs oidc_issuer and desk_url")
        if self.production:
            if self.desk_url is not None and not self.desk_url.startswith("https://"):
                raise ValueError("production takes a desk_url over https only")
            if self.demo_key is not None:
                raise ValueError("production takes no demo_key")
            if self.oidc_jwks_url is None or not self.oidc_jwks_url.startswith("https://"):
                raise ValueError("production needs oidc_issuer, and oidc_jwks_url over https")
            if (self.oidc_introspection_url or "https://").startswith("http://"):
                raise ValueError("production needs oidc_introspection_url over https")
        return self
