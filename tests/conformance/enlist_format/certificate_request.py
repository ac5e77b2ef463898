# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Certificate requests (clause 8.4): PKCS #10 (RFC 2986) in DER, written and read by hand."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from .operations import KEY_ED25519, KEY_P256
from .status import FormatError

INTEGER, BIT_STRING, OBJECT_IDENTIFIER, UTF8_STRING, SEQUENCE, SET, ATTRIBUTES = 2, 3, 6, 12, 0x30, 0x31, 0xa0
COMMON_NAME = bytes.fromhex('550403')
ED25519 = bytes.fromhex('2b6570')
EC_PUBLIC_KEY = bytes.fromhex('2a8648ce3d0201')
PRIME256V1 = bytes.fromhex('2a8648ce3d030107')
ECDSA_WITH_SHA256 = bytes.fromhex('2a8648ce3d040302')


def _write(tag, *content):
    joined = b''.join(content)
    size = len(joined)
    if size < 128:
        return bytes([tag, size]) + joined
    length = size.to_bytes(2 if size > 255 else 1, 'big')
    return bytes([tag, 0x80 | len(length)]) + length + joined


def _identifier(*names):
    return _write(SEQUENCE, *(_write(OBJECT_IDENTIFIER, name) for name in names))


KEY_ALGORITHMS = {KEY_ED25519: _identifier(ED25519), KEY_P256: _identifier(EC_PUBLIC_KEY, PRIME256V1)}
SIGNATURE_ALGORITHMS = {KEY_ED25519: _identifier(ED25519), KEY_P256: _identifier(ECDSA_WITH_SHA256)}


class RequestKey:
    """A key pair for requests, made from its 32 secret bytes."""

    def __init__(self, key_type, secret):
        self.type = key_type
        if key_type == KEY_ED25519:
            self._private = ed25519.Ed25519PrivateKey.from_private_bytes(secret)
            self.public = self._private.public_key().public_bytes(
                serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        else:
            self._private = ec.derive_private_key(int.from_bytes(secret, 'big'), ec.SECP256R1())
            self.public = self._private.public_key().public_bytes(
                serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)

    def sign(self, data):
        """64 bytes: for P-256 r and s, others every time."""
        if self.type == KEY_ED25519:
            return self._private.sign(data)
        numbers = decode_dss_signature(self._private.sign(data, ec.ECDSA(hashes.SHA256())))
        return b''.join(number.to_bytes(32, 'big') for number in numbers)


def information(key_type, public_key, subject):
    """The CertificationRequestInfo, which is signed."""
    name = _write(SEQUENCE, _write(SET, _write(SEQUENCE, _write(OBJECT_IDENTIFIER, COMMON_NAME),
                                               _write(UTF8_STRING, subject.encode('utf-8')))))
    key = _write(SEQUENCE, KEY_ALGORITHMS[key_type], _write(BIT_STRING, b'\0', public_key))
    return _write(SEQUENCE, _write(INTEGER, b'\0'), name, key, _write(ATTRIBUTES))


def _write_unsigned(data):
    """An INTEGER that is not negative: no zeros in front but the one that keeps it so."""
    number = int.from_bytes(data, 'big')
    return _write(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, 'big'))


def assemble(key_type, signed, signature):
    """The whole request; signature are 64 bytes, r and s for P-256 (RFC 3279 section 2.2.3)."""
    if key_type == KEY_P256:
        signature = _write(SEQUENCE, _write_unsigned(signature[:32]), _write_unsigned(signature[32:]))
    return _write(SEQUENCE, signed, SIGNATURE_ALGORITHMS[key_type], _write(BIT_STRING, b'\0', signature))


def write(key, subject):
    signed = information(key.type, key.public, subject)
    return assemble(key.type, signed, key.sign(signed))


class _Reader:
    def __init__(self, data):
        self._data = data
        self._position = 0

    def element(self, tag):
        """The content of the next element."""
        start = self._position
        head = self._data[start:start + 2]
        if len(head) < 2 or head[0] != tag:
            raise FormatError('type', 'another element')
        size, used = head[1], 2
        if size & 0x80:
            used += size & 0x7f
            size = int.from_bytes(self._data[start + 2:start + used], 'big')
        content = self._data[start + used:start + used + size]
        if _write(tag, content) != self._data[start:start + used + size]:
            raise FormatError('truncated', 'not DER')
        self._position = start + used + size
        return content

    def bits(self):
        """A BIT STRING of whole bytes."""
        content = self.element(BIT_STRING)
        if content[:1] != b'\0':
            raise FormatError('range', 'bits that are no bytes')
        return content[1:]

    def encoded(self, tag):
        start = self._position
        self.element(tag)
        return self._data[start:self._position]

    def end(self):
        if self._position != len(self._data):
            raise FormatError('trailing')


def read(request):
    """(type of the key, public key, subject) of a request whose signature verifies."""
    whole = _Reader(request)
    outer = _Reader(whole.element(SEQUENCE))
    whole.end()
    signed = outer.encoded(SEQUENCE)
    algorithm = outer.encoded(SEQUENCE)
    signature = outer.bits()
    outer.end()
    key_type = next((number for number, name in SIGNATURE_ALGORITHMS.items() if name == algorithm), None)
    public_key, subject = _read_information(signed, key_type)
    _verify(key_type, public_key, signature, signed)
    return key_type, public_key, subject


def _read_information(signed, key_type):
    content = _Reader(_Reader(signed).element(SEQUENCE))
    content.element(INTEGER)
    name = _Reader(_Reader(_Reader(content.element(SEQUENCE)).element(SET)).element(SEQUENCE))
    name.element(OBJECT_IDENTIFIER)
    subject = name.element(UTF8_STRING).decode('utf-8', errors='replace')
    key = _Reader(content.element(SEQUENCE))
    key.element(SEQUENCE)
    public_key = key.bits()
    # Nothing is left open: what was read must make the same bytes again.
    if key_type is None or information(key_type, public_key, subject) != signed:
        raise FormatError('range', 'another certificate request')
    return public_key, subject


def _verify(key_type, public_key, signature, signed):
    try:
        if key_type == KEY_ED25519:
            ed25519.Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed)
        else:
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
            point.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        raise FormatError('signature') from None
