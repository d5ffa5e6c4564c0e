"""Residency of the cluster: the offer, the agreement and the resident's status."""
