"""Pages of the one window: the catalogue, the applicant's application and case, the officer's review."""
