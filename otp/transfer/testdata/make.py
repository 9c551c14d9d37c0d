#!/usr/bin/env python3
"""Writes the encrypted fixtures of this folder with ciphers that are not ours: pyca/cryptography (OpenSSL)
and, for Ente Auth, libsodium itself. Run once; the files are committed. Every file name ends with its
passphrase. The secrets are those of RFC 6238 and of no service."""
import base64, ctypes, json, os, struct, sys
from cryptography.hazmat.primitives import hashes, hmac, padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

PASS = "Uebung-7"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
SECRET256 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA"
LINK1 = f"otpauth://totp/Amainvoice:kanzlei?secret={SECRET}&issuer=Amainvoice&algorithm=SHA1&digits=6&period=30"
LINK2 = f"otpauth://totp/Beispiel%20AG:m%C3%BCller?secret={SECRET256}&issuer=Beispiel+AG&algorithm=SHA256&digits=8&period=60"
LINK3 = f"otpauth://hotp/Z%C3%A4hler:x?secret={SECRET}&issuer=Z%C3%A4hler&counter=1"
word = PASS.encode()
b64 = lambda b: base64.b64encode(b).decode()


def write(name, data):
    with open(name, "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())


def pbkdf2(h, salt, n, length=32):
    return PBKDF2HMAC(algorithm=h, length=length, salt=salt, iterations=n).derive(word)


def argon2(salt, t, m, p):
    return Argon2id(salt=salt, length=32, iterations=t, lanes=p, memory_cost=m).derive(word)


def cbc(key, iv, text):
    pad = padding.PKCS7(128).padder()
    text = pad.update(text) + pad.finalize()
    e = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return e.update(text) + e.finalize()


def aegis():
    entry = lambda kind, issuer, name, **info: {"type": kind, "uuid": "8b3b3b5e-0000-4000-8000-000000000001", "name": name,
        "issuer": issuer, "note": "", "favorite": False, "icon": None, "info": info, "groups": []}
    db = json.dumps({"version": 3, "groups": [], "entries": [
        entry("totp", "Amainvoice", "kanzlei", secret=SECRET, algo="SHA1", digits=6, period=30),
        entry("totp", "Beispiel AG", "müller", secret=SECRET256, algo="SHA256", digits=8, period=60),
        entry("hotp", "Zähler", "x", secret=SECRET, algo="SHA1", digits=6, counter=1)]}).encode()
    master, salt = os.urandom(32), os.urandom(32)
    def gcm(key, text):
        nonce = os.urandom(12)
        out = AESGCM(key).encrypt(nonce, text, None)
        return out[:-16], {"nonce": nonce.hex(), "tag": out[-16:].hex()}
    n = 1024
    wrapped, params = gcm(Scrypt(salt=salt, length=32, n=n, r=8, p=1).derive(word), master)
    other, other_params = gcm(os.urandom(32), master)
    text, content = gcm(master, db)
    slots = [{"type": 2, "uuid": "8b3b3b5e-0000-4000-8000-00000000000a", "key": other.hex(), "key_params": other_params},
             {"type": 1, "uuid": "8b3b3b5e-0000-4000-8000-00000000000b", "key": wrapped.hex(), "key_params": params,
              "n": n, "r": 8, "p": 1, "salt": salt.hex(), "repaired": True, "is_backup": False}]
    write(f"aegis-{PASS}.json", json.dumps({"version": 1, "header": {"slots": slots, "params": content}, "db": b64(text)}, indent=4))


def twofas():
    service = lambda name, secret, **otp: {"name": name, "secret": secret, "updatedAt": 1700000000000, "otp": otp}
    text = json.dumps([
        service("Amainvoice", SECRET, link=LINK1, account="kanzlei", issuer="Amainvoice", digits=6, period=30, algorithm="SHA1", tokenType="TOTP"),
        service("Beispiel AG", SECRET256, account="müller", issuer="Beispiel AG", digits=8, period=60, algorithm="SHA256", tokenType="TOTP"),
        service("Zähler", SECRET, account="x", issuer="Zähler", digits=6, counter=1, algorithm="SHA1", tokenType="HOTP")]).encode()
    salt, iv = os.urandom(256), os.urandom(12)
    sealed = AESGCM(pbkdf2(hashes.SHA256(), salt, 10000)).encrypt(iv, text, None)
    write(f"2fas-{PASS}.2fas", json.dumps({"services": [], "groups": [], "updatedAt": 1700000000000, "schemaVersion": 4,
        "appVersionCode": 5000009, "appOrigin": "android", "servicesEncrypted": ":".join(map(b64, (sealed, salt, iv))), "reference": "AA==:AA==:AA=="}))


def ente():
    sodium = ctypes.CDLL("libsodium.so.23")
    assert sodium.sodium_init() >= 0
    memory, passes = 8 << 20, 2
    salt = os.urandom(16)
    key = ctypes.create_string_buffer(32)
    sodium.crypto_pwhash.argtypes = [ctypes.c_char_p, ctypes.c_ulonglong, ctypes.c_char_p, ctypes.c_ulonglong, ctypes.c_char_p,
                                     ctypes.c_ulonglong, ctypes.c_size_t, ctypes.c_int]
    assert sodium.crypto_pwhash(key, 32, word, len(word), salt, passes, memory, 2) == 0
    text = "\n".join([LINK1 + "&codeDisplay=%7B%22pinned%22%3Afalse%2C%22trashed%22%3Afalse%7D", LINK2, LINK3]).encode()
    state = ctypes.create_string_buffer(sodium.crypto_secretstream_xchacha20poly1305_statebytes())
    header = ctypes.create_string_buffer(24)
    assert sodium.crypto_secretstream_xchacha20poly1305_init_push(state, header, key.raw) == 0
    out = ctypes.create_string_buffer(len(text) + 17)
    sodium.crypto_secretstream_xchacha20poly1305_push.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_char_p,
        ctypes.c_ulonglong, ctypes.c_char_p, ctypes.c_ulonglong, ctypes.c_ubyte]
    assert sodium.crypto_secretstream_xchacha20poly1305_push(state, out, None, text, len(text), None, 0, 3) == 0
    write(f"ente-{PASS}.json", json.dumps({"version": 1, "kdfParams": {"memLimit": memory, "opsLimit": passes, "salt": b64(salt)},
        "encryptedData": b64(out.raw), "encryptionNonce": b64(header.raw)}))


def proton():
    entry = lambda link, name: {"id": "a", "content": {"uri": link, "entry_type": "Totp", "name": name}, "note": None}
    text = json.dumps({"version": 1, "entries": [entry(LINK1, "kanzlei"), entry(LINK2, "müller"), entry(LINK3, "x")]}).encode()
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(argon2(salt, 2, 19 * 1024, 1)).encrypt(nonce, text, b"proton.authenticator.export.v1")
    write(f"proton-{PASS}.json", json.dumps({"version": 1, "salt": b64(salt), "content": b64(nonce + sealed)}))


def bitwarden(kdf):
    item = lambda name, totp: {"id": "a", "type": 1, "name": name, "login": {"username": "kanzlei", "password": "x", "totp": totp}}
    text = json.dumps({"encrypted": False, "folders": [], "items": [item("Amainvoice", LINK1), item("Beispiel AG", LINK2),
        item("Zähler", LINK3), item("Ohne Code", None)]}).encode()
    salt = b64(os.urandom(16))
    if kdf == 0:
        params, key = {"kdfIterations": 5000}, pbkdf2(hashes.SHA256(), salt.encode(), 5000)
    else:
        h = hashes.Hash(hashes.SHA256())
        h.update(salt.encode())
        params, key = {"kdfIterations": 2, "kdfMemory": 16, "kdfParallelism": 4}, argon2(h.finalize(), 2, 16 * 1024, 4)
    enc, mac = (HKDFExpand(algorithm=hashes.SHA256(), length=32, info=i).derive(key) for i in (b"enc", b"mac"))
    def string(text):
        iv = os.urandom(16)
        ct = cbc(enc, iv, text)
        h = hmac.HMAC(mac, hashes.SHA256())
        h.update(iv + ct)
        return "2." + "|".join(map(b64, (iv, ct, h.finalize())))
    write(f"bitwarden-kdf{kdf}-{PASS}.json", json.dumps({"encrypted": True, "passwordProtected": True, "salt": salt, "kdfType": kdf, **params,
        "encKeyValidation_DO_NOT_EDIT": string(b"8b3b3b5e-0000-4000-8000-000000000001"), "data": string(text)}))


def stratum():
    entry = lambda kind, issuer, name, secret, algorithm, digits, period: {"Type": kind, "Icon": None, "Issuer": issuer, "Username": name,
        "Secret": secret, "Pin": None, "Algorithm": algorithm, "Digits": digits, "Period": period, "Counter": 0, "Ranking": 0}
    text = json.dumps({"Authenticators": [entry(2, "Amainvoice", "kanzlei", SECRET, 0, 6, 30), entry(2, "Beispiel AG", "müller", SECRET256, 1, 8, 60),
        entry(1, "Zähler", "x", SECRET, 0, 6, 30)], "Categories": []}).encode()
    salt, iv = os.urandom(16), os.urandom(12)
    write(f"stratum-{PASS}.authpro", b"AUTHENTICATORPRO" + salt + iv + AESGCM(argon2(salt, 3, 65536, 4)).encrypt(iv, text, None))
    salt, iv = os.urandom(20), os.urandom(16)
    write(f"stratum-old-{PASS}.authpro", b"AuthenticatorPro" + salt + iv + cbc(pbkdf2(hashes.SHA1(), salt, 64000), iv, text))


def andotp():
    entry = lambda kind, issuer, label, secret, algorithm, digits, period: {"secret": secret, "issuer": issuer, "label": label, "digits": digits,
        "type": kind, "algorithm": algorithm, "thumbnail": "Default", "last_used": 0, "used_frequency": 0, "period": period, "tags": []}
    text = json.dumps([entry("TOTP", "Amainvoice", "kanzlei", SECRET, "SHA1", 6, 30), entry("TOTP", "Beispiel AG", "müller", SECRET256, "SHA256", 8, 60),
        entry("HOTP", "Zähler", "x", SECRET, "SHA1", 6, 30)]).encode()
    n, salt, iv = 141234, os.urandom(12), os.urandom(12)
    write(f"andotp-{PASS}.json.aes", struct.pack(">i", n) + salt + iv + AESGCM(pbkdf2(hashes.SHA1(), salt, n)).encrypt(iv, text, None))
    h = hashes.Hash(hashes.SHA256())
    h.update(word)
    iv = b"\xa5" + os.urandom(11)
    write(f"andotp-old-{PASS}.json.aes", iv + AESGCM(h.finalize()).encrypt(iv, text, None))


os.chdir(os.path.dirname(os.path.abspath(sys.argv[0])))
aegis(), twofas(), ente(), proton(), bitwarden(0), bitwarden(1), stratum(), andotp()
