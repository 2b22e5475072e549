"""Galleys to pages: columns, furniture, indexes, chapters."""
