"""Codes of INTERPOL's public notices service, in words.

The lists are those that the service's own search forms use; a code that is not here is kept as it was sent.
"""

HAIR = {
    "BLA": "black",
    "BRO": "brown",
    "BROF": "fair",
    "BROL": "blond",
    "GRY": "grey",
    "GRYG": "greying",
    "HAIB": "bald",
    "HAID": "dyed",
    "OTHD": "dark",
    "RED": "red",
    "REDA": "auburn",
    "WHI": "white",
    "YELB": "blond",
    "YELBD": "blond",
}
"""`hairs_id`; `YELBD` and `BROL` are older codes for `YELB`."""

EYES = {
    "BLA": "black",
    "BLU": "blue",
    "BLUG": "blue-green",
    "BRO": "brown",
    "BROH": "hazel",
    "BROL": "light brown",
    "BROD": "dark brown",
    "GRE": "green",
    "GRY": "grey",
    "OTHD": "dark",
}
"""`eyes_colors_id`."""

SEX = {"F": "female", "M": "male", "U": "not_known"}
"""`sex_id`."""
