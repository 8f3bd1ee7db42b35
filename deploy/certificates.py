"""Makes the certificates by which the service and one of its stores know each other, once, into two folders.

    certificates.py NODE TRUST HOST

`NODE` gets the store's own key and certificate for the name `HOST`; `TRUST` what its clients need: the authority made
here (`ca.pem`), and it with the usual ones (`bundle.pem`), because SSL_CERT_FILE names a single file. The authority's
key is never written, so nobody can make a second certificate; to renew, empty both folders and run this again.
"""

import datetime as dt
import ipaddress
import sys
from pathlib import Path

import certifi
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID = dt.timedelta(days=825)


def name(text: str) -> x509.Name:
    """A distinguished name of a common name alone."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def builder(subject: str, issuer: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    """What both certificates share."""
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + VALID)
    )


def authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """A certificate that signs certificates of servers, and no further authorities."""
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        builder("tracing authority", "tracing authority", key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def node(host: str, key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """The store's certificate; it is server and, to other nodes, client."""
    names = [x509.DNSName(host), x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    usage = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    return (
        builder(host, "tracing authority", key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.ExtendedKeyUsage(usage), critical=False)
        .add_extension(identifier, critical=False)
        .sign(signer, hashes.SHA256())
    )


def write(path: Path, content: bytes, mode: int) -> None:
    """Write a file that nobody could read in between."""
    path.touch(mode=mode)
    path.write_bytes(content)


def make(node_folder: Path, trust_folder: Path, host: str) -> bool:
    """Make what is missing; false when everything is there already."""
    bundle = trust_folder / "bundle.pem"
    if bundle.exists():
        return False
    for leftover in (*node_folder.glob("*.pem"), *trust_folder.glob("*.pem")):
        leftover.unlink()  # an earlier run ended in the middle
    signer, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = authority(signer).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write(node_folder / "node-key.pem", secret, 0o600)
    write(node_folder / "node.pem", node(host, key, signer).public_bytes(serialization.Encoding.PEM), 0o644)
    for folder in (node_folder, trust_folder):
        write(folder / "ca.pem", root, 0o644)
    partial = trust_folder / "bundle.pem.partial"
    write(partial, Path(certifi.where()).read_bytes() + root, 0o644)
    partial.rename(bundle)
    return True


if __name__ == "__main__":
    print("made" if make(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]) else "already there")
