"""Residency of the cluster: from the offer through the agreement to the end of the status.

Words: an *offer* is a residency that awaits its agreement; with both signatures it is *in force*, stands in the public
register and has a certificate; unsigned in time it *lapses*.
"""
