# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Enlist authors
"""Certificate requests (docs/format.md, 8.4) as others read them: python3-cryptography and openssl."""
import subprocess
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID

ED25519, P256 = 1, 3
NAMES = ['x', 'TH-0001', 'Thermometer Ä 温度計', 'n' * 64]
ROUNDS = 60 # so that r and s come in all lengths

peer = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def make(kind, name):
    peer.stdin.write(f'{kind} {name.encode().hex()}\n')
    peer.stdin.flush()
    status, public, request = peer.stdout.readline().split(' ')
    assert status == 'ok', status
    return bytes.fromhex(public), bytes.fromhex(request)


def check(kind, name):
    public, der = make(kind, name)
    request = x509.load_der_x509_csr(der)
    key = request.public_key()
    attributes = list(request.subject)
    assert request.public_bytes(serialization.Encoding.DER) == der
    assert [(a.oid, a.value) for a in attributes] == [(NameOID.COMMON_NAME, name)]
    assert b'\x0c' + bytes([len(name.encode())]) + name.encode() in der # a UTF8String
    assert len(list(request.extensions)) == 0
    if kind == P256:
        assert isinstance(key.curve, ec.SECP256R1)
        assert key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint) == public
        key.verify(request.signature, request.tbs_certrequest_bytes, ec.ECDSA(hashes.SHA256()))
    else:
        assert isinstance(key, ed25519.Ed25519PublicKey)
        assert key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw) == public
        key.verify(request.signature, request.tbs_certrequest_bytes)
    return der


def check_openssl(kind):
    for name in NAMES:
        result = subprocess.run(['openssl', 'req', '-verify', '-noout', '-subject', '-nameopt', 'utf8', '-inform', 'DER'],
                                input=check(kind, name), capture_output=True, check=True)
        output = (result.stdout + result.stderr).decode()
        assert 'verify OK' in output, output
        assert f'CN={name}' in output or f'CN = {name}' in output, output


def check_many(kind):
    for number in range(ROUNDS):
        check(kind, NAMES[number % len(NAMES)])


cases = [
    ('/device/request/8.4-ed25519', lambda: check_many(ED25519)),
    ('/device/request/8.4-p256', lambda: check_many(P256)),
    ('/device/request/8.4-ed25519-openssl', lambda: check_openssl(ED25519)),
    ('/device/request/8.4-p256-openssl', lambda: check_openssl(P256)),
]
print(f'1..{len(cases)}')
failed = False
for number, (name, run) in enumerate(cases, 1):
    try:
        run()
        print('ok', number, name)
    except Exception as error: # a reader's own exceptions are failures, too
        failed = True
        print(f'# {error!r}\nnot ok {number} {name}')
peer.stdin.close()
sys.exit(failed or peer.wait(10) != 0)
