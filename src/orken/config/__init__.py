"""How the rooms are put together: settings, addresses, the supervisor and the embedded database."""
