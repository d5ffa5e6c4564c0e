"""The words that every room shares: texts in three languages, money, periods, identifiers, errors, hashes.

Pure values: nothing here reads a file, a setting or a clock, and nothing here imports Django.
"""
