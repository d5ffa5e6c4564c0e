"""Orken runs an innovation cluster: one window for founders, industry, the state, universities and the public."""
