"""Master keys that a device seals: the file alone opens nothing. Tried on SoftHSM, which speaks PKCS#11."""

import base64
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from pkcs11 import Attribute

from tests.servers import Token
from tracing.keys.device import DeviceAddress, DeviceError, KeyDevice, read_address
from tracing.keys.masters import (
    MasterKeyError,
    MasterKeyFile,
    add_master_key,
    master_ids,
    read_master_keys,
    unsealed_ids,
)

KEY = bytes(range(40))


def device(token: Token, key: str) -> KeyDevice:
    return KeyDevice(read_address(token.uri(key)))


def test_what_a_device_seals_opens_only_there_and_for_what_it_is_bound_to(soft_token: Token) -> None:
    one, other = device(soft_token, "one"), device(soft_token, "other")
    one.make_key()
    other.make_key()
    sealed = one.seal(KEY, b"id")
    one.make_key()
    assert one.opened(sealed, b"id") == KEY and KEY not in sealed
    for opener, content, bound_to in (
        (other, sealed, b"id"),
        (one, sealed, b"another"),
        (one, sealed[:-1] + bytes([sealed[-1] ^ 1]), b"id"),
        (one, b"", b"id"),
    ):
        with pytest.raises(DeviceError) as refused:
            opener.opened(content, bound_to)
        assert refused.value.__cause__ is None


def test_its_key_cannot_be_taken_out(soft_token: Token) -> None:
    device(soft_token, "kept").make_key()
    token = pkcs11.lib(str(soft_token.library)).get_token(token_label=soft_token.label)
    with token.open(user_pin=soft_token.pin_file.read_text().strip()) as session:
        key = session.get_key(label="kept")
        with pytest.raises(pkcs11.AttributeSensitive):
            key[Attribute.VALUE]


def test_the_file_of_master_keys_opens_nothing_without_the_device(soft_token: Token, tmp_path: Path) -> None:
    path, opener = tmp_path / "keys", device(soft_token, "masters")
    master = add_master_key(path, opener)
    wrapped = MasterKeyFile(path, opener).wrap(KEY, b"stream")
    assert MasterKeyFile(path, opener).unwrap(*wrapped, b"stream") == KEY
    (key,) = read_master_keys(path, opener).values()
    assert base64.b64encode(key) not in path.read_bytes() and key not in path.read_bytes()
    assert (master_ids(path), unsealed_ids(path)) == ([master], [])
    with pytest.raises(MasterKeyError, match="TRACING_MASTER_KEY_DEVICE"):
        MasterKeyFile(path)
    foreign = device(soft_token, "foreign")
    foreign.make_key()
    with pytest.raises(MasterKeyError, match="cannot open"):
        MasterKeyFile(path, foreign)
    # Under another id it is not the same key any more.
    path.write_text(path.read_text().replace(master, "another"))
    with pytest.raises(MasterKeyError, match="cannot open"):
        MasterKeyFile(path, opener)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"library": Path("/nowhere/lib.so")}, "library"),
        ({"token": "another"}, "no token"),
        ({"key": "another"}, "no key"),
        ({"pin_file": Path("/nowhere/pin")}, "PIN cannot be read"),
        ({"pin_file": Path(__file__)}, "PIN is wrong|refused"),
    ],
)
def test_a_device_that_cannot_be_used_says_why(soft_token: Token, changes: dict[str, Any], told: str) -> None:
    address = {name: getattr(read_address(soft_token.uri("k")), name) for name in DeviceAddress.__struct_fields__}
    with pytest.raises(DeviceError, match=told):
        KeyDevice(DeviceAddress(**address | changes)).seal(KEY, b"id")


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "pkcs11:",
        "https://device.example",
        "pkcs11:token=t;object=o",
        "pkcs11:token=t;object=o?module-path=/l&pin-value=1234",
        "pkcs11:token=t;object=o;serial=1?module-path=/l&pin-source=/p",
        "pkcs11:token=t;object=o;token=u?module-path=/l&pin-source=/p",
    ],
)
def test_what_is_no_address_is_refused_and_not_quoted(uri: str) -> None:
    with pytest.raises(ValueError, match="a device is named as") as refused:
        read_address(uri)
    assert "1234" not in str(refused.value)


def test_labels_may_hold_anything() -> None:
    read = read_address("pkcs11:token=My%20token%3B1;object=a%26b?module-path=/lib%20s/p.so&pin-source=file:/run/pin")
    assert read == DeviceAddress(library=Path("/lib s/p.so"), token="My token;1", key="a&b", pin_file=Path("/run/pin"))
