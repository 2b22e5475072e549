"""The book as values: notices, registers, works, chapters, the page map. Nothing here reads a file."""
