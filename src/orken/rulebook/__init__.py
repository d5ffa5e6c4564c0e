"""Dated parameters, working-day calendars and rules with citation and trace."""
