"""Settings: where they come from, what production refuses, and that each is documented."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import Settings

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
ISSUER = {"TRACING_OIDC_ISSUER": "https://id.example", "TRACING_OIDC_JWKS_URL": "https://id.example/keys"}

ASKED = {
    "TRACING_OIDC_INTROSPECTION_URL": "https://id.example/asked",
    "TRACING_OIDC_CLIENT_ID": "tracing",
    "TRACING_OIDC_CLIENT_SECRET": "pass-phrase",
}


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TRACING_{name.upper()}", raising=False)


def settings_with(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_every_setting_is_described_and_documented_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(TRACING_\w+)` \| (?:`(.*?)`)? ?\|", OPERATIONS.read_text(), re.MULTILINE))
    assert set(rows) == {f"TRACING_{name.upper()}" for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        assert field.description, name
        default = ",".join(field.default) if isinstance(field.default, tuple) else field.default
        shown = "" if default is None else str(default).lower() if isinstance(default, bool) else str(default)
        assert rows[f"TRACING_{name.upper()}"] == shown, name


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, {"TRACING_PORT": "9000", "TRACING_OIDC_ALGORITHMS": "ES256, EdDSA"})
    assert settings.port == 9000
    assert settings.oidc_algorithms == ("ES256", "EdDSA")


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_with(monkeypatch, {"TRACING_OIDC_ISSUER": ""}).oidc_issuer is None


def test_production_starts_with_an_issuer_over_https(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_with(monkeypatch, ISSUER | {"TRACING_PRODUCTION": "true"}).production


@pytest.mark.parametrize(
    "environment",
    [
        {"TRACING_PRODUCTION": "true"},
        ISSUER | {"TRACING_PRODUCTION": "true", "TRACING_DEMO_KEY": "key.pem"},
        ISSUER | {"TRACING_PRODUCTION": "true", "TRACING_OIDC_JWKS_URL": "http://id.example/keys"},
        ISSUER | ASKED | {"TRACING_PRODUCTION": "true", "TRACING_OIDC_INTROSPECTION_URL": "http://id.example/asked"},
        ISSUER | {"TRACING_OIDC_INTROSPECTION_URL": "https://id.example/asked"},
        ISSUER | {"TRACING_OIDC_CLIENT_SECRET": "secret"},
        ASKED,
        {"TRACING_CLIENT_CERTIFICATES_FROM": "proxy"},
        {"TRACING_OIDC_ISSUER": "https://id.example"},
        {"TRACING_OIDC_JWKS_URL": "https://id.example/keys"},
        ISSUER | {"TRACING_OIDC_JWKS_URL": "file:///etc/keys"},
        {"TRACING_OIDC_ALGORITHMS": "HS256"},
        {"TRACING_OIDC_ALGORITHMS": "RS256,none"},
        {"TRACING_OIDC_ALGORITHMS": ","},
        {"TRACING_PORT": "0"},
    ],
)
def test_what_is_unsafe_or_contradictory_does_not_start(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    with pytest.raises(ValidationError):
        settings_with(monkeypatch, environment)


def test_a_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(monkeypatch, ISSUER | ASKED | {"TRACING_LOG": "postgresql://u:pass-phrase@host/db"})
    assert "pass-phrase" not in repr(settings)
    with pytest.raises(ValidationError) as refused:
        settings_with(monkeypatch, {"TRACING_PORT": "pass-phrase"})
    assert "pass-phrase" not in str(refused.value)
