"""Public registers with history, and the certificates that prove an entry."""
