-- Stored format 1, see docs/vault.md. Times are milliseconds since 1970 UTC, numbers are whole numbers.
CREATE TABLE vault (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  format  INTEGER NOT NULL,
  id      BLOB    NOT NULL CHECK (length(id) = 16),
  created INTEGER NOT NULL,
  rev     INTEGER NOT NULL,
  head    BLOB    NOT NULL CHECK (length(head) = 32)
) STRICT;

CREATE TABLE slot (
  id      BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  type    TEXT    NOT NULL,
  suite   INTEGER NOT NULL,
  enc_pub BLOB    NOT NULL,
  sig_pub BLOB    NOT NULL,
  params  BLOB    NOT NULL,
  created INTEGER NOT NULL,
  revoked INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE epoch (
  domain     INTEGER NOT NULL,
  epoch      INTEGER NOT NULL,
  created    INTEGER NOT NULL,
  commitment BLOB    NOT NULL CHECK (length(commitment) = 32),
  PRIMARY KEY (domain, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE wrap (
  domain INTEGER NOT NULL,
  epoch  INTEGER NOT NULL,
  slot   BLOB    NOT NULL,
  wrap   BLOB    NOT NULL,
  PRIMARY KEY (domain, epoch, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
  id     BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  kind   TEXT    NOT NULL,
  epoch  INTEGER NOT NULL,
  rev    INTEGER NOT NULL,
  tag    BLOB    UNIQUE,
  sealed BLOB    NOT NULL
) STRICT;
CREATE INDEX record_kind ON record (kind, id);

CREATE TABLE change (
  rev  INTEGER PRIMARY KEY,
  at   INTEGER NOT NULL,
  slot BLOB    NOT NULL,
  prev BLOB    NOT NULL CHECK (length(prev) = 32),
  hash BLOB    NOT NULL CHECK (length(hash) = 32),
  sig  BLOB    NOT NULL
) STRICT;

CREATE TABLE item (
  rev         INTEGER NOT NULL,
  idx         INTEGER NOT NULL,
  op          INTEGER NOT NULL,
  record      BLOB    NOT NULL CHECK (length(record) = 16),
  kind        TEXT    NOT NULL,
  digest      BLOB    NOT NULL CHECK (length(digest) = 32),
  domain      INTEGER NOT NULL,
  epoch       INTEGER NOT NULL,
  detail_hash BLOB    NOT NULL CHECK (length(detail_hash) = 32),
  detail      BLOB,
  PRIMARY KEY (rev, idx)
) STRICT;
CREATE INDEX item_record ON item (record, rev, idx);
