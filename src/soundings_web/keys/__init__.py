"""The key folder and what it opens: kept outside the database. All cryptography is libsodium's."""
