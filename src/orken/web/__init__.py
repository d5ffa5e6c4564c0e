"""Home, navigation and the staff desk: the only place that shows all domains together."""
