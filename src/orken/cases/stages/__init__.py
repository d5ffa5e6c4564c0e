"""Kinds of stages. What a stage can do is code and tested; which stages follow each other is data."""
