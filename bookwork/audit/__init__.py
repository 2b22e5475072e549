"""The audit of sources: every statement with its source and page, every document with what it proves."""
