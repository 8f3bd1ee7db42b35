"""Tables of one index."""

SCHEMA = """
CREATE TABLE state (position INTEGER NOT NULL);
INSERT INTO state VALUES (0);

CREATE TABLE visibilities (id INTEGER PRIMARY KEY, visibility TEXT NOT NULL UNIQUE);

CREATE TABLE documents (
    number INTEGER PRIMARY KEY,
    record BLOB NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    retracted INTEGER NOT NULL,
    visibility INTEGER NOT NULL REFERENCES visibilities,
    organisation TEXT NOT NULL,
    kind TEXT NOT NULL,
    countries TEXT NOT NULL,
    occurred_from INTEGER NOT NULL,
    occurred_to INTEGER NOT NULL,
    sex TEXT,
    born_from INTEGER,
    born_to INTEGER
);

-- Apart from the columns above, of which forty documents fit on a page, so that filters read few pages.
CREATE TABLE bodies (number INTEGER PRIMARY KEY, body BLOB NOT NULL);

-- The visibility stands before the document, so that counting what a reader sees skips what is hidden.
CREATE TABLE postings (
    key TEXT NOT NULL, visibility INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (key, visibility, number)
) WITHOUT ROWID;

-- All encodings of a document by one model, one after the other; none when they were taken away. `change` grows with
-- every write that touches a face, so that a process which keeps vectors in memory reads only what is new.
CREATE TABLE faces (
    number INTEGER NOT NULL, model TEXT NOT NULL, change INTEGER NOT NULL, vectors BLOB NOT NULL,
    PRIMARY KEY (number, model)
);
CREATE INDEX faces_by_change ON faces (change);
"""
