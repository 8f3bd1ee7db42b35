"""What a shelter seals opens with its own key, for its own registration, and tells nothing by its length."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tracing.keys.envelopes import (
    LEAST_BYTES,
    MOST_BYTES,
    EnvelopeError,
    is_public_key,
    key_id,
    make_private_key,
    opened,
    read_private_key,
    seal,
)

KEY, OTHER = X25519PrivateKey.generate(), X25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw()
TEXT = "Casa Quercia, Vicolo Nascosto 3, Montefosco; ring twice"


@given(text=st.text(max_size=600).map(str.strip))
def test_what_is_sealed_is_opened(text: str) -> None:
    sealed = seal(PUBLIC, "ita.shelter", "bed 7", text)
    assert opened(KEY, "ita.shelter", "bed 7", sealed) == text.rstrip()


def test_it_opens_with_no_other_key_for_no_other_registration_and_not_when_changed() -> None:
    sealed = seal(PUBLIC, "ita.shelter", "bed 7", TEXT)
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for key, organisation, reference, content in (
        (OTHER, "ita.shelter", "bed 7", sealed),
        (KEY, "fra.shelter", "bed 7", sealed),
        (KEY, "ita.shelter", "bed 8", sealed),
        (KEY, "ita.shelter", "bed 7", changed),
        (KEY, "ita.shelter", "bed 7", b""),
    ):
        with pytest.raises(EnvelopeError) as refused:
            opened(key, organisation, reference, content)
        assert refused.value.__cause__ is None


def test_short_and_long_addresses_look_alike() -> None:
    assert {len(seal(PUBLIC, "o", "r", text)) for text in ("", "Via 1", "x" * 512)} == {LEAST_BYTES}
    assert seal(PUBLIC, "o", "r", TEXT) != seal(PUBLIC, "o", "r", TEXT)
    with pytest.raises(EnvelopeError, match=str(MOST_BYTES)):
        seal(PUBLIC, "o", "r", "x" * (MOST_BYTES + 1))


@pytest.mark.parametrize("wrong", [b"", b"x" * 31, b"x" * 33, bytes(32)])
def test_what_is_no_key_is_refused(wrong: bytes) -> None:
    assert not is_public_key(wrong) and is_public_key(PUBLIC)
    with pytest.raises(EnvelopeError, match="public key"):
        seal(wrong, "o", "r", TEXT)


def test_the_private_key_is_its_owners_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    made = make_private_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        make_private_key(path)
    read = read_private_key(path)
    assert (
        key_id(read.public_key().public_bytes_raw()) == key_id(made.public_key().public_bytes_raw()) != key_id(PUBLIC)
    )
    path.write_text("no key")
    with pytest.raises(EnvelopeError, match="make-key"):
        read_private_key(path)
