"""Makes the table of common parts of names: `python -m search.comparison.commonness_table`.

Sources: the person providers of faker (MIT licence) with their own weights, and shares of the commonest names of large
naming traditions as national statistics offices and census reports publish them, rounded. No data of cases goes in.
"""

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import faker.providers.person
import msgspec

from search.names import parts_of

TABLE = Path(__file__).with_name("common_name_parts.json")

_LISTS = (
    "first_names", "first_names_male", "first_names_female", "middle_names", "last_names", "last_names_male",
    "last_names_female",
)  # fmt: skip
_LEAST_SHARE = 0.005
"""Rarer parts are left out: the lists are too short to tell them from unlisted ones."""
_MOST_SHARE = 0.3

_PUBLISHED_SHARES = {
    "nguyen": 0.31, "tran": 0.11, "le": 0.09, "pham": 0.07, "hoang": 0.05, "thi": 0.3, "van": 0.3, "wang": 0.07,
    "li": 0.07, "zhang": 0.068, "liu": 0.053, "chen": 0.045, "yang": 0.03, "huang": 0.022, "zhao": 0.022,
    "wu": 0.02, "zhou": 0.02, "kim": 0.21, "lee": 0.15, "park": 0.08, "choi": 0.05, "mohammad": 0.15,
    "ahmad": 0.05, "ali": 0.05, "hassan": 0.03, "hussain": 0.04, "abdul": 0.05, "abdullah": 0.03, "khan": 0.06,
    "rahman": 0.04, "islam": 0.06, "begum": 0.1, "khatun": 0.1, "bibi": 0.06, "singh": 0.07, "kaur": 0.05,
    "kumar": 0.06, "devi": 0.06, "maria": 0.08, "jose": 0.05, "juan": 0.03, "garcia": 0.033, "rodriguez": 0.025,
    "gonzalez": 0.025, "hernandez": 0.03, "lopez": 0.025, "martinez": 0.025, "silva": 0.06, "santos": 0.04,
    "olena": 0.03, "anna": 0.03, "ivan": 0.03, "fatima": 0.04, "aung": 0.1,
}  # fmt: skip


def shares() -> dict[str, float]:
    """The share of bearers of each common part, by sound, in the tradition where it is most common."""
    found: dict[str, float] = defaultdict(float)
    for names in _weighted_lists():
        total = sum(names.values())
        heard: dict[str, float] = defaultdict(float)
        for name, weight in names.items():
            for part in parts_of(name):
                heard[part.sound] += weight / total
        for sound, share in heard.items():
            found[sound] = min(_MOST_SHARE, max(found[sound], share))
    for name, share in _PUBLISHED_SHARES.items():
        sound = parts_of(name)[0].sound
        found[sound] = max(found[sound], share)
    return {sound: round(share, 4) for sound, share in sorted(found.items()) if share >= _LEAST_SHARE}


def _weighted_lists() -> Iterator[Mapping[str, float]]:
    """Only lists with weights: others say that a name exists, not how often."""
    for module in sorted(pkgutil.iter_modules(faker.providers.person.__path__), key=lambda found: found.name):
        provider: Any = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in _LISTS:
            names = vars(provider).get(attribute)
            if isinstance(names, Mapping) and names:
                yield names


def table() -> bytes:
    """The bytes of the table file."""
    return msgspec.json.format(msgspec.json.encode(shares()), indent=1) + b"\n"


if __name__ == "__main__":
    TABLE.write_bytes(table())
