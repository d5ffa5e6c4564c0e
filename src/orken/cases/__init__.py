"""The engine of the one window: whatever somebody asks of the operator is a case of a procedure.

Words: *procedure* (data, published as immutable *versions*), *case* (pinned to one version), *section* and
*question* (the form), *draft* (what was typed), *filing* (what was submitted, hashed), *stage* (a step whose kind is
code), *clock* (working days), *remark*, *decision*, *agreement*, *transition* (the only way a case changes).

The room knows no domain: procedures name facts and effects, domains register them (``extension``).
"""
