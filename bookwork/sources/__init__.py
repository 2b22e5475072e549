"""Files become values and diagnostics; nothing that an author writes can stop the reading."""
