"""Space: weights between regions, autocorrelation, and the distances between firms.

Regions: :mod:`weights`, :mod:`moran`, :mod:`geary`, :mod:`getis_ord`.
Firms: :mod:`duranton_overman` (Kd), :mod:`marcon_puech` (M), :mod:`ripley` (K, L), :mod:`foci`.
"""
