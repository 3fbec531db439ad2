//! The writer of queries: what it prints is read back as the same tree.
