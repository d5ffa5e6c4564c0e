"""How pages look: base templates, components, template tags, styles and scripts. It has no models and knows no domain.

Words: *page* is what ``ui/base.html`` frames; *component* is a template in ``ui/`` that a page includes; *destination*
is an entry of the main navigation, which the room above (``web``) registers.
"""
