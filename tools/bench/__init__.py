"""How fast the portal is, measured on a portal of its own: ``python -m tools.bench``; docs/performance.md explains."""
