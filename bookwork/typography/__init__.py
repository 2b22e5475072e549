"""French typography: small rules, used both for setting and for checking sources."""
