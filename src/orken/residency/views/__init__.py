"""Pages of a residency: staff at the desk, the resident."""
