"""Where things are kept: the ledger, and private files under their hashes."""
