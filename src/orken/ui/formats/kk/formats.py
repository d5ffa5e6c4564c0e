"""How Kazakh writes numbers; Django has it in English otherwise."""

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\xa0"
NUMBER_GROUPING = 3
