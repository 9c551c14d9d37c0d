#!/usr/bin/env python3
"""Opens a Kanzleicode vault (format 1), checks all of it and prints what is in it. It changes nothing.

It follows docs/vault.md, whose headings stand below, and shares no code with Kanzleicode. It is the way out
for a firm that has its vault and its passphrase or recovery sheet but no Kanzleicode, and it keeps the text
honest.

Needs Python 3.11 with cryptography and argon2-cffi (Debian: python3-cryptography python3-argon2).
Exit code: 0 everything holds, 1 something does not, 2 wrong usage, 3 what was given does not open it.
"""

import argparse
import base64
import hashlib
import hmac
import json
import pathlib
import sqlite3
import struct
import sys
import time
import unicodedata
from datetime import datetime, timezone

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ed25519, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

EVENT, PUT, REMOVE, SLOT, EPOCH, ERASE = 1, 2, 3, 4, 5, 6
AGE = b"age-encryption.org/v1"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
DOMAINS = {"account": 1, "seat": 1, "mandate": 2, "submission": 2, "setting": 2}
# What Python raises on values that are not of the kind that the format says.
ODD = (KeyError, ValueError, TypeError, AttributeError, OverflowError, struct.error)


class Fault(Exception):
    """Something in the vault is not as the format says."""


class Locked(Exception):
    """What was given does not open this vault."""


# ---- Notation
def u8(n): return struct.pack(">B", n)
def u32(n): return struct.pack(">I", n)
def u64(n): return struct.pack(">Q", n)
def blob(b): return u32(len(b)) + b
def text(s): return blob(s.encode())
def frame(label, *fields): return text("kanzleicode/1 " + label) + b"".join(fields)
def sha256(b): return hashlib.sha256(b).digest()
def hmac256(key, b): return hmac.new(key, b, hashlib.sha256).digest()
def hkdf(secret, salt, info): return expand(hmac256(salt, secret), info, 32)
def raw(public_key): return public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def expand(prk, info, length):
    """HKDF-Expand (RFC 5869 §2.3); one block is all that is ever needed here."""
    return hmac256(prk, info + b"\x01")[:length]


def unseal(key, sealed, aad):
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], aad)
    except (InvalidTag, ValueError):
        raise Fault("sealed bytes do not open") from None


def verify(public, signature, message):
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise Fault("the signature does not match") from None


def hpke_open(private, wrap, info):
    """HPKE base mode, single shot: RFC 9180 §4.1 (KEM 0x0020) and §5.1 (KDF 0x0001, AEAD 0x0002)."""
    kem, suite = b"KEM" + bytes.fromhex("0020"), b"HPKE" + bytes.fromhex("002000010002")

    def extract(suite_id, salt, label, ikm):
        return hmac256(salt, b"HPKE-v1" + suite_id + label + ikm)

    def labeled_expand(suite_id, prk, label, more, length):
        return expand(prk, struct.pack(">H", length) + b"HPKE-v1" + suite_id + label + more, length)

    enc, ciphertext = wrap[:32], wrap[32:]
    dh = private.exchange(x25519.X25519PublicKey.from_public_bytes(enc))
    shared = labeled_expand(kem, extract(kem, b"", b"eae_prk", dh), b"shared_secret",
                            enc + raw(private.public_key()), 32)
    context = b"\x00" + extract(suite, b"", b"psk_id_hash", b"") + extract(suite, b"", b"info_hash", info)
    secret = extract(suite, shared, b"secret", b"")
    key = labeled_expand(suite, secret, b"key", context, 32)
    return unseal(key, labeled_expand(suite, secret, b"base_nonce", context, 12) + ciphertext, b"")


def age_identity(typed):
    """The X25519 key of an age identity (AGE-SECRET-KEY-1…, Bech32 of BIP 173) as a person typed or scanned it."""
    lines = [line for line in typed.splitlines() if not line.lstrip().startswith("#")]
    whole = "".join("".join(lines).split()).lower()
    part, _, data = whole.rpartition("1")
    if part != "age-secret-key-" or set(data) - set(BECH32):
        raise Locked("the recovery file does not hold an age identity (AGE-SECRET-KEY-1…)")
    values, check = [BECH32.index(c) for c in data], 1
    for value in [ord(c) >> 5 for c in part] + [0] + [ord(c) & 31 for c in part] + values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    if check != 1 or len(values) != 58:  # 52 for 256 bits, and 6 of the check sum
        raise Locked("the recovery key is mistyped")
    number = 0
    for value in values[:52]:
        number = number << 5 | value
    return x25519.X25519PrivateKey.from_private_bytes((number >> 4).to_bytes(32, "big"))


def age_open(identity, file):
    """A short age file (age-encryption.org/v1) with X25519 stanzas, opened by one of its identities."""
    header, _, rest = file.partition(b"\n--- ")
    mac, _, payload = rest.partition(b"\n")
    version, *stanzas = header.split(b"\n-> ")
    if version != AGE:
        raise Fault("not an age file of version 1")

    def unpadded(text):
        return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)

    for stanza in stanzas:
        names, _, body = stanza.partition(b"\n")
        kind, share = names.split()[0], unpadded(names.split()[-1])
        if kind != b"X25519" or len(share) != 32:
            continue
        dh = identity.exchange(x25519.X25519PublicKey.from_public_bytes(share))
        wrapping = hkdf(dh, share + raw(identity.public_key()), AGE + b"/X25519")
        try:
            key = ChaCha20Poly1305(wrapping).decrypt(bytes(12), unpadded(body.replace(b"\n", b"")), b"")
            if hmac256(hkdf(key, b"", b"header"), header + b"\n---") != unpadded(mac):
                raise Fault("the age file's header was altered")
            last = bytes(11) + b"\x01"  # the first chunk and the last one
            return ChaCha20Poly1305(hkdf(key, payload[:16], b"payload")).decrypt(last, payload[16:], b"")
        except InvalidTag:
            continue  # for another identity, or damaged
    raise Fault("the age file does not open")


# ---- The file
class Row(dict):
    """A row whose columns are attributes."""
    __getattr__ = dict.__getitem__


def read_tables(folder):
    """All rows of all tables as of one moment, and what SQLite itself finds wrong."""
    path = pathlib.Path(folder, "vault.db").absolute()
    with open(path, "rb") as file:
        header = file.read(100)
    if header[:16] != b"SQLite format 3\0" or header[68:72] != b"KzC1":
        raise Fault("vault.db is not a vault of Kanzleicode")
    if (version := int.from_bytes(header[60:64], "big")) != 1:
        raise Fault(f"the vault has format {version}; this reader knows format 1 only")
    mode = "mode=ro" if path.with_name("vault.db-wal").exists() else "mode=ro&immutable=1"
    database = sqlite3.connect(f"{path.as_uri()}?{mode}", uri=True, isolation_level=None)
    try:
        database.row_factory = lambda cursor, row: Row(zip((c[0] for c in cursor.description), row))
        database.execute("PRAGMA trusted_schema = 0")
        database.execute("BEGIN")
        order = {"vault": "one", "slot": "created, id", "epoch": "domain, epoch", "wrap": "domain, epoch, slot",
                 "record": "id", "change": "rev", "item": "rev, idx"}
        tables = {name: database.execute(f"SELECT * FROM {name} ORDER BY {by}").fetchall() for name, by in order.items()}
        faults = [f"SQLite: {r.integrity_check}" for r in database.execute("PRAGMA integrity_check")]
    finally:
        database.close()
    return tables, [f for f in faults if f != "SQLite: ok"]


class Vault:
    """Everything in a vault. What is wrong is collected in faults, one line each."""

    def __init__(self, folder):
        self.tables, self.faults = read_tables(folder)
        if [(v.one, v.format) for v in self.tables["vault"]] != [(1, 1)]:
            raise Fault("table vault does not have one row of format 1")
        self.meta = self.tables["vault"][0]
        self.id = self.meta.id
        self.slots = {s.id: s for s in self.tables["slot"]}
        self.keys, self.records, self.history = {}, [], []
        # What the log says, as far as it was read: newest item of each record, digests of slots and epochs,
        # and for each revision what a pin would hold.
        self.logged, self.logged_slots, self.logged_epochs, self.states = {}, {}, set(), {}
        # Details that are missing: revision, the records whose erasure explains it, and what the history then shows.
        self.gaps, self.erased, self.worded = [], {}, set()

    def check(self, what, function, *arguments):
        """Calls function; what is wrong is noted, and the result is then None."""
        try:
            return function(*arguments)
        except Fault as fault:
            self.faults.append(f"{what}: {fault}")
        except ODD as error:
            self.faults.append(f"{what}: a value is not of its kind ({type(error).__name__})")

    def slot_digest(self, s):
        return sha256(frame("slot", blob(self.id), blob(s.id), text(s.type), u32(s.suite), blob(s.enc_pub),
                            blob(s.sig_pub), blob(s.params), u64(s.created), u64(s.revoked)))

    def epoch_digest(self, e):
        return sha256(frame("epoch", blob(self.id), u8(e.domain), u32(e.epoch), u64(e.created), blob(e.commitment)))

    def seed_from_passphrase(self, slot, passphrase, half=None):
        """Opens params.seed; half is the seed in the keyring if the slot needs that as well."""
        params = json.loads(slot.params)
        cost, salt = params["argon2id"], base64.b64decode(params["salt"], validate=True)
        t, m, p = cost["t"], cost["m_kib"], cost["p"]
        if not (3 <= t <= 16 and 65536 <= m <= 1048576 and 1 <= p <= 16 and 16 <= len(salt) <= 64):
            raise Fault("Argon2id parameters out of bounds")
        if half is not None and base64.b64decode(params["seat"], validate=True) != hkdf(half, slot.id, frame("seat check")):
            raise Fault("another seat's")
        kek = hash_secret_raw(unicodedata.normalize("NFC", passphrase).encode(), salt, t, m, p, 32, Type.ID, 0x13)
        if half is not None:
            kek = hkdf(half + kek, slot.id, frame("seat and passphrase"))
        sealed = base64.b64decode(params["seed"], validate=True)
        return unseal(kek, sealed, frame("slot seed", blob(self.id), blob(slot.id)))

    def seed_of(self, slot, passphrase, seed, identity):
        if identity is not None:
            return age_open(identity, base64.b64decode(json.loads(slot.params)["seed"], validate=True))
        return seed if passphrase is None else self.seed_from_passphrase(slot, passphrase, seed)

    def unlock(self, passphrase=None, seed=None, identity=None):
        """Finds the slot in force that is opened by what was given: all of it is needed."""
        names = (("seat", seed), ("passphrase", passphrase), ("recovery", identity))
        wanted = "+".join(name for name, given in names if given is not None)
        for slot in self.tables["slot"]:
            if slot.revoked != 0 or slot.type != wanted:
                continue
            try:
                found = self.seed_of(slot, passphrase, seed, identity)
            except Fault:
                continue  # another passphrase's, seat's or sheet's
            private = x25519.X25519PrivateKey.from_private_bytes(hkdf(found, slot.id, frame("slot hpke key")))
            signing = ed25519.Ed25519PrivateKey.from_private_bytes(hkdf(found, slot.id, frame("slot signing key")))
            if (slot.suite, slot.enc_pub, slot.sig_pub) == (1, raw(private.public_key()), raw(signing.public_key())):
                self.slot, self.private = slot, private
                return
        raise Locked("no slot in force is opened by it")

    def unwrap(self, w):
        epoch = next((e for e in self.tables["epoch"] if (e.domain, e.epoch) == (w.domain, w.epoch)), None)
        if epoch is None or len(w.wrap) != 80:
            raise Fault("no such epoch, or not 80 bytes")
        info = frame("wrap", blob(self.id), u8(w.domain), u32(w.epoch), blob(w.slot))
        key = hpke_open(self.private, w.wrap, info)
        if hkdf(key, self.id, frame("commit", u8(w.domain), u32(w.epoch))) != epoch.commitment:
            raise Fault("the commitment does not match")
        self.keys[w.domain, w.epoch] = key

    def key(self, domain, epoch, *info):
        if (domain, epoch) not in self.keys:
            raise Fault(f"there is no key of domain {domain}, epoch {epoch}")
        return hkdf(self.keys[domain, epoch], self.id, frame(*info))

    # ---- The change log
    def walk(self):
        items = {}
        for i in self.tables["item"]:
            items.setdefault(i.rev, []).append(i)
        rev, head = 0, sha256(frame("genesis", blob(self.id)))
        for c in self.tables["change"]:
            self.check(f"change {c.rev}", self.check_change, c, items.pop(c.rev, []), rev, head)
            rev, head = c.rev, c.hash
        for gap_rev, records, shown, words in self.gaps:
            if any(self.erased.get(r, 0) > gap_rev for r in records):
                shown |= words
            else:
                self.faults.append(f"change {gap_rev}: a detail is missing")
        if items:
            self.faults.append(f"log: items of changes that are not there: {sorted(items)}")
        if [c.at for c in self.tables["change"][:1]] != [self.meta.created]:
            self.faults.append("log: the vault says that it was made at another time")
        if (rev, head) != (self.meta.rev, self.meta.head):
            self.faults.append(f"log: it ends at {rev}; the vault says {self.meta.rev}, or another hash")

    def check_change(self, c, items, rev, head):
        entry = {"rev": c.rev, "at": rfc3339(c.at), "seat": c.slot.hex()[:8], "os_user": "", "event": ""}
        self.history.append(entry)
        link = frame("change", blob(self.id), u64(c.rev), u64(c.at), blob(c.slot), blob(c.prev), u32(len(items)))
        slot, known = self.slots.get(c.slot), c.slot in self.logged_slots
        for i in items:
            link += sha256(frame("item", u8(i.op), blob(i.record), text(i.kind), blob(i.digest), u8(i.domain),
                                 blob(i.detail_hash)))
            if i.op in (PUT, REMOVE):
                self.logged[i.record] = (i.op, c.rev, i.kind, i.digest)
            elif i.op == SLOT:
                self.logged_slots[i.record] = i.digest
            elif i.op == EPOCH:
                self.logged_epochs.add(i.digest)
            elif i.op == ERASE:
                if i.record in self.worded:
                    self.faults.append(f"change {c.rev}: details of {i.record.hex()} were erased before it, but stand there")
                self.worded.discard(i.record)
                self.erased[i.record] = c.rev
            if i.op in (EVENT, PUT, REMOVE):
                self.check(f"change {c.rev}, item {i.idx}", self.read_detail, i, entry, items)
        slots, epochs = [d for _, d in sorted(self.logged_slots.items())], sorted(self.logged_epochs)
        keys = sha256(frame("keys", u32(len(slots)), *slots, u32(len(epochs)), *epochs))
        self.states[c.rev] = (c.hash.hex(), keys.hex())
        if c.rev != rev + 1 or c.prev != head:
            raise Fault(f"does not follow change {rev}")
        if sha256(link) != c.hash:
            raise Fault("the hash does not match")
        if [i.idx for i in items] != list(range(len(items))) or not items or items[0].op != EVENT:
            raise Fault("its items are not in order")
        if c.rev == 1 and slot:
            known = c.slot in self.logged_slots and sha256(frame("vault id", blob(slot.sig_pub)))[:16] == self.id
        if not slot or not known or 0 < slot.revoked < c.rev:
            raise Fault("its slot may not sign")
        verify(slot.sig_pub, c.sig, frame("change signature", blob(c.hash)))

    def read_detail(self, i, entry, items):
        """Puts an item's detail into the history's entry; without the words if they cannot be read."""
        shown, records, words = entry, {o.record for o in items if o.op in (PUT, REMOVE)}, {"event": "erased"}
        if i.op != EVENT:
            shown = {"id": i.record.hex(), "kind": i.kind} | ({"removed": True} if i.op == REMOVE else {})
            entry.setdefault("items", []).append(shown)
            records, words = {i.record}, {"erased": True}
        if i.detail is None:
            if i.domain != 0:
                self.gaps.append((i.rev, records, shown, words))
            return
        if i.op != EVENT:
            self.worded.add(i.record)
        aad = frame("detail", blob(self.id), u64(i.rev), u8(i.op), blob(i.record))
        clear = unseal(self.key(i.domain, i.epoch, "detail key", u64(i.rev)), i.detail, aad)
        if sha256(frame("detail hash", blob(clear))) != i.detail_hash:
            raise Fault("the detail is not the one in the chain")
        detail = json.loads(clear[16:])
        names = ("event", "params", "os_user") if i.op == EVENT else ("label", "fields")
        shown.update({name: detail[name] for name in names if name in detail})
        if detail.get("host"):
            entry["seat"] = detail["host"]

    # ---- Records, and what the log says about the other tables
    def open_record(self, r):
        domain = DOMAINS[r.kind]
        aad = frame("record", blob(self.id), blob(r.id), text(r.kind), u8(domain), u32(r.epoch), u64(r.rev))
        digest = sha256(frame("record digest", blob(aad), blob(r.tag or b""), blob(r.sealed)))
        if self.logged.pop(r.id, None) != (PUT, r.rev, r.kind, digest):
            raise Fault("is not the one in the log")
        body = unseal(self.key(domain, r.epoch, "record key", blob(r.id)), r.sealed, aad)
        self.records.append({"id": r.id.hex(), "kind": r.kind, "rev": r.rev, "body": json.loads(body)})

    def compare_with_log(self):
        for r in self.tables["record"]:
            self.check(f"{r.kind} {r.id.hex()}", self.open_record, r)
        self.faults += [f"record {i.hex()}: in the log but not there" for i, (op, *_) in self.logged.items() if op == PUT]
        if {s.id: self.slot_digest(s) for s in self.tables["slot"]} != self.logged_slots:
            self.faults.append("the slots are not those in the log")
        if sorted(self.epoch_digest(e) for e in self.tables["epoch"]) != sorted(self.logged_epochs):
            self.faults.append("the epochs are not those in the log")

    def examine(self):
        for wrap in self.tables["wrap"]:
            if wrap.slot == self.slot.id:
                self.check(f"key of domain {wrap.domain}, epoch {wrap.epoch}", self.unwrap, wrap)
        self.check("log", self.walk)
        self.check("tables", self.compare_with_log)

    # ---- Outside the vault
    def check_pin(self, content):
        pin = json.loads(content)
        slot = self.slots.get(bytes.fromhex(pin["slot"]))
        if pin["vault"] != self.id.hex() or slot is None:
            raise Fault("is of another vault")
        verify(slot.sig_pub, base64.b64decode(pin["sig"]), frame("pin", blob(self.id), u64(pin["rev"]),
               text(pin["head"]), text(pin["keys"]), blob(slot.id)))
        if self.states.get(pin["rev"]) != (pin["head"], pin["keys"]):
            raise Fault(f"this PC saw another state at revision {pin['rev']}: an older one was put back")


def parse_keyring_entry(entry):
    seed = base64.urlsafe_b64decode(entry[4:]) if len(entry) == 52 else b""
    if not entry.startswith("kc1:") or len(seed) != 36 or sha256(seed[:32])[:4] != seed[32:]:
        raise Locked("the seed file does not hold a keyring entry (kc1:…)")
    return seed[:32]


# ---- Record bodies
def codes(account, now):
    """The code of the moment and the one after it (RFC 6238), each with the second at which it begins."""
    secret, period, digits = account["secret"], account["period"], account["digits"]
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    for step in (now // period, now // period + 1):
        mac = hmac.new(key, u64(step), account["algorithm"].lower()).digest()
        number = int.from_bytes(mac[mac[-1] & 15:][:4], "big") & 0x7FFFFFFF
        yield str(number % 10 ** digits).zfill(digits), step * period


def masked(value):
    if isinstance(value, dict):
        return {k: "•••" if k == "secret" else masked(v) for k, v in value.items()}
    return [masked(v) for v in value] if isinstance(value, list) else value


# ---- Output
def rfc3339(ms):
    return f"{datetime.fromtimestamp(ms // 1000, timezone.utc):%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}Z"


def report(vault, arguments):
    result = {
        "vault": vault.id.hex(), "format": vault.meta.format, "created": rfc3339(vault.meta.created),
        "rev": vault.meta.rev, "head": vault.meta.head.hex(), "opened_with": vault.slot.id.hex(),
        "slots": [{"id": s.id.hex(), "type": s.type, "revoked": s.revoked} for s in vault.tables["slot"]],
        "records": vault.records if arguments.show_secrets else masked(vault.records),
        "history": vault.history,
    }
    if arguments.codes:
        now, result["codes"] = int(time.time()), []
        for r in vault.records:
            if r["kind"] == "account" and (pair := vault.check(r["id"], lambda: list(codes(r["body"], now)))):
                (code, begin), (following, end) = pair
                result["codes"].append({"id": r["id"], "name": r["body"].get("name"), "code": code, "next": following,
                                        "valid_from": rfc3339(begin * 1000), "valid_until": rfc3339(end * 1000)})
    return result | {"faults": vault.faults, "verified": not vault.faults}


def show(result):
    """One line for each thing: its name and then its values."""
    for name, value in result.items():
        for line in value if isinstance(value, list) else [value]:
            pairs = line.items() if isinstance(line, dict) else [("", line)]
            print(f"{name:12}", *(f"{k}{'=' if k else ''}{v if isinstance(v, str) else json.dumps(v, ensure_ascii=False)}"
                                  for k, v in pairs))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="the vault's folder")
    parser.add_argument("--passphrase-file", metavar="FILE", help="holds the passphrase; a line end after it does not count")
    parser.add_argument("--seed-file", metavar="FILE",
                        help="holds the keyring entry of a seat (kc1:…); where there is a start passphrase, both are needed")
    parser.add_argument("--recovery-file", metavar="FILE", help="holds the key of the recovery sheet (AGE-SECRET-KEY-1…)")
    parser.add_argument("--pin", metavar="FILE", help="this PC's pin file: shows whether an older state was put back")
    parser.add_argument("--codes", action="store_true", help="print the codes of the moment")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--show-secrets", action="store_true", help="print the accounts' secrets")
    arguments = parser.parse_args()
    if bool(arguments.recovery_file) == bool(arguments.passphrase_file or arguments.seed_file):
        parser.error("give the recovery key, or the passphrase, or the keyring entry, or these last two together")
    sys.stdout.reconfigure(encoding="utf-8")
    try:
        vault = Vault(arguments.folder)
        passphrase, seed, identity = (pathlib.Path(name).read_text(encoding="utf-8") if name else None for name in
                                      (arguments.passphrase_file, arguments.seed_file, arguments.recovery_file))
        vault.unlock(None if passphrase is None else passphrase.removesuffix("\n"),  # Python has made \n of \r\n
                     None if seed is None else parse_keyring_entry(seed.strip()),
                     None if identity is None else age_identity(identity))
        vault.examine()
        if arguments.pin:
            vault.check("pin", vault.check_pin, pathlib.Path(arguments.pin).read_bytes())
        result = report(vault, arguments)
    except Locked as problem:
        print(f"locked: {problem}", file=sys.stderr)
        return 3
    except (Fault, OSError, sqlite3.Error) as problem:
        print(f"cannot be read: {problem}", file=sys.stderr)
        return 1
    except ODD as problem:
        print(f"cannot be read: a value is not of its kind ({type(problem).__name__})", file=sys.stderr)
        return 1
    if arguments.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        show(result)
    return 0 if result["verified"] else 1


if __name__ == "__main__":
    sys.exit(main())
