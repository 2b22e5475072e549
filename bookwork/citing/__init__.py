"""Citations: grammar, references in words, archival shelfmarks."""
