"""Looking for conflicts of interest in what the portal knows: mandates, applications, contacts, and what rooms add."""
