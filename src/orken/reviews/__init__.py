"""Expert review: each expert reads a case and files a scorecard; where these are far apart, a common one is found.

Words: an *expert* has fields, languages and a capacity; an *assignment* asks one expert to read one case; a *scorecard*
is what they file; the *spread* is the distance between the weighted totals; a *consensus round* follows a wide one.
"""
