CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS documents (
    doc_key    INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used twice: derived indexes are followed by key
    doc_id     TEXT NOT NULL UNIQUE,
    title      TEXT NOT NULL,
    source     TEXT NOT NULL,
    root       TEXT,                                -- the folder that it came with
    shipped    INTEGER NOT NULL DEFAULT 0,
    text       TEXT NOT NULL,
    structure  TEXT NOT NULL,                       -- JSON: sections, paragraphs
    fields     TEXT NOT NULL,                       -- JSON
    content    TEXT NOT NULL,                       -- sha256 of what was read
    digest     TEXT NOT NULL,                       -- sha256 of this row and all that belongs to it
    generation INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS documents_generation ON documents (generation);
CREATE INDEX IF NOT EXISTS documents_root ON documents (root);
CREATE INDEX IF NOT EXISTS documents_source ON documents (source);

CREATE TABLE IF NOT EXISTS passages (
    passage_key  INTEGER PRIMARY KEY AUTOINCREMENT,
    doc_key      INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    passage_id   TEXT NOT NULL UNIQUE,
    start        INTEGER NOT NULL,
    end          INTEGER NOT NULL,
    heading_path TEXT NOT NULL,                     -- JSON
    ordinal      INTEGER NOT NULL,
    page         INTEGER
);
CREATE INDEX IF NOT EXISTS passages_document ON passages (doc_key);

CREATE TABLE IF NOT EXISTS sentences (
    sentence_key INTEGER PRIMARY KEY AUTOINCREMENT,
    passage_key  INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    start        INTEGER NOT NULL,
    end          INTEGER NOT NULL,
    vector       BLOB NOT NULL                      -- fp16, unit length
);
CREATE INDEX IF NOT EXISTS sentences_passage ON sentences (passage_key);

-- What derived indexes made before a generation still hold and must drop.
CREATE TABLE IF NOT EXISTS removed (
    doc_key    INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS removed_generation ON removed (generation);
