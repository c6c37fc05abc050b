BEGIN IMMEDIATE;

CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- One row a change. Derived indexes name the change that they were made at by number and token: a number alone would
-- fit another history too (a backup restored, then written to).
CREATE TABLE IF NOT EXISTS changes (
    generation INTEGER PRIMARY KEY,
    token      TEXT NOT NULL DEFAULT (lower(hex(randomblob(8))))
);

CREATE TABLE IF NOT EXISTS documents (
    doc_key    INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used twice: derived indexes are followed by key
    doc_id     TEXT NOT NULL UNIQUE,
    title      TEXT NOT NULL,
    source     TEXT NOT NULL,
    root       TEXT,                                -- the folder that it came with
    shipped    INTEGER NOT NULL DEFAULT 0,
    characters INTEGER NOT NULL,                    -- of text
    passages   INTEGER NOT NULL,                    -- how many
    content    TEXT NOT NULL,                       -- sha256 of what was read
    digest     TEXT NOT NULL,                       -- sha256 of this row and all that belongs to it
    generation INTEGER NOT NULL,
    fields     TEXT NOT NULL,                       -- JSON
    structure  TEXT NOT NULL,                       -- JSON: sections, paragraphs
    text       TEXT NOT NULL                        -- last: a list of documents doesn't read past what stands before
);
CREATE INDEX IF NOT EXISTS documents_generation ON documents (generation);

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
    end          INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS sentences_passage ON sentences (passage_key);

-- Apart from the sentences, whose places are read whole at every opening.
CREATE TABLE IF NOT EXISTS vectors (
    passage_key  INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
    codes        BLOB NOT NULL                      -- its sentences' vectors in order, a byte a dimension: quantize.py
);

-- What derived indexes made before a generation still hold and must drop.
CREATE TABLE IF NOT EXISTS removed (
    doc_key    INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS removed_generation ON removed (generation);

COMMIT;
