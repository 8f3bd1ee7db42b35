"""Country and nationality codes: ISO 3166-1 and the further codes of ICAO Doc 9303 part 3, section 5."""

from functools import cache
from typing import Annotated

import pycountry
from pydantic import AfterValidator, Field

# Stateless people, refugees, organisations and the British kinds of nationality have no ISO code.
ICAO_CODES = frozenset(
    [
        "D",
        "EUE",
        "UNO",
        "UNA",
        "UNK",
        "RKS",
        "XBA",
        "XIM",
        "XCC",
        "XCO",
        "XEC",
        "XPO",
        "XOM",
        "XCE",
        "XMP",
        "XES",
        "XDC",
        "XXA",
        "XXB",
        "XXC",
        "XXX",
        "UTO",
        "GBD",
        "GBN",
        "GBO",
        "GBP",
        "GBS",
    ]
)


@cache
def _alpha3_of_alpha2() -> dict[str, str]:
    return {country.alpha_2: country.alpha_3 for country in pycountry.countries} | {"XK": "RKS", "UK": "GBR"}


@cache
def known_codes() -> frozenset[str]:
    """Every code that is stored as known: ISO 3166-1 alpha-3 and the ICAO codes beyond it."""
    return ICAO_CODES | frozenset(_alpha3_of_alpha2().values())


def is_known_country(code: str) -> bool:
    """Whether a stored code is in ISO 3166-1 alpha-3 or ICAO Doc 9303; others are kept and marked as disputed."""
    return code in known_codes()


def to_alpha3(code: str) -> str:
    """`ua` → `UKR`, `D` → `DEU`; a code nobody knows comes back in capitals, so that nothing sent is lost."""
    code = code.upper()
    return "DEU" if code == "D" else _alpha3_of_alpha2().get(code, code)


def to_alpha2(code: str) -> str | None:
    """`UKR` → `UA`, for formats that take nothing else; None for a code that has no such form."""
    return _alpha2_of_alpha3().get(code)


@cache
def _alpha2_of_alpha3() -> dict[str, str]:
    return {country.alpha_3: country.alpha_2 for country in pycountry.countries} | {"RKS": "XK"}


CountryCode = Annotated[
    str,
    Field(pattern=r"^[A-Za-z]{1,3}$", description="ISO 3166-1 alpha-3 or ICAO code; alpha-2 is read."),
    AfterValidator(to_alpha3),
]
