"""Where the invented people come from, how common each origin is, and what its people have in common."""

from typing import NamedTuple

from api.world import spellings
from api.world.names import Naming


class Origin(NamedTuple):
    """A country of origin.

    Attributes:
        country: ISO 3166-1 alpha-3.
        share: relative number of people.
        languages: ISO 639-3, the commonest first.
        region: which routes people take, see :mod:`api.world.places`.
        filler_birthdays: share of people whose papers say 1 January because nobody knew the day.
        stateless: share of people without a nationality (ICAO XXA).
        dark: share of people with brown eyes and dark hair.
        calling_code: international telephone prefix.
        passport: letters and digits of a passport number; `A` any letter, `9` any digit.
    """

    country: str
    share: float
    naming: Naming
    languages: tuple[str, ...]
    region: str
    calling_code: str
    passport: str = "AA999999"
    filler_birthdays: float = 0.01
    stateless: float = 0.0
    dark: float = 0.97


_ARABIC = Naming(
    locale="ar_AA",
    style="fathers_name",
    script="arabic",
    spellings=(spellings.ARABIC_FEMALE, spellings.ARABIC_MALE, spellings.ARABIC_FAMILY),
)
_PERSIAN = Naming(
    locale="fa_IR",
    style="plain",
    script="arabic",
    spellings=(spellings.PERSIAN_FEMALE, spellings.PERSIAN_MALE, spellings.PERSIAN_FAMILY),
)
_HEBREW = Naming(
    locale="he_IL",
    script="hebrew",
    spellings=(spellings.HEBREW_FEMALE, spellings.HEBREW_MALE, spellings.HEBREW_FAMILY),
)
_THAI = Naming(
    locale="th_TH",
    script="thai",
    spellings=(spellings.THAI_FEMALE, spellings.THAI_MALE, spellings.THAI_FAMILY),
)
_BENGALI = Naming(
    locale="bn_BD",
    style="bengali",
    script="indic",
    female="first_names_female_islamic",
    male="first_names_male_islamic",
    family="last_names_islamic",
)
_UKRAINIAN = Naming(locale="uk_UA", style="ukrainian", script="ukrainian", family="last_names_male")
_RUSSIAN = Naming(locale="ru_RU", style="slavic", script="russian", family="last_names_male")
_BULGARIAN = Naming(locale="bg_BG", style="slavic", script="bulgarian", family="last_names_male")
_GREEK = Naming(locale="el_GR", style="greek", script="greek", family="last_names_male")
_VIETNAMESE = Naming(locale="vi_VN", style="vietnamese", commonest_first=True)
_CHINESE = Naming(locale="zh_CN", style="chinese", script="chinese", commonest_first=True)
_KOREAN = Naming(locale="ko_KR", style="east_asian", script="korean")
_JAPANESE = Naming(locale="ja_JP", style="east_asian", script="japanese", commonest_first=True)

ORIGINS: tuple[Origin, ...] = (
    Origin("UKR", 9, _UKRAINIAN, ("ukr", "rus"), "eastern_europe", "380", dark=0.45),
    Origin("RUS", 3, _RUSSIAN, ("rus",), "eastern_europe", "7", "999999999", dark=0.45),
    Origin("BGR", 3, _BULGARIAN, ("bul",), "eastern_europe", "359", "999999999", dark=0.7),
    Origin("ROU", 6, Naming(locale="ro_RO"), ("ron",), "eastern_europe", "40", "999999999", dark=0.7),
    Origin("MDA", 3, Naming(locale="ro_RO"), ("ron", "rus"), "eastern_europe", "373", dark=0.6),
    Origin("GEO", 2, Naming(locale="ka_GE", script="georgian"), ("kat",), "caucasus", "995", "99AA99999", dark=0.85),
    Origin("ARM", 2, Naming(locale="hy_AM", script="armenian"), ("hye", "rus"), "caucasus", "374", dark=0.9),
    Origin("TUR", 2, Naming(locale="tr_TR", commonest_first=True), ("tur",), "caucasus", "90", "A99999999", dark=0.85),
    Origin("GRC", 1, _GREEK, ("ell",), "eastern_europe", "30", "AA9999999", dark=0.85),
    Origin("ISR", 1, _HEBREW, ("heb",), "middle_east", "972", "99999999", dark=0.8),
    Origin("SYR", 6, _ARABIC, ("ara",), "middle_east", "963", "A99999999", 0.15, 0.05),
    Origin("IRQ", 4, _ARABIC, ("ara", "kur"), "middle_east", "964", "A99999999", 0.15, 0.02),
    Origin("EGY", 2, _ARABIC, ("ara",), "middle_east", "20", "A99999999", 0.03),
    Origin("AFG", 5, _PERSIAN, ("prs", "pus"), "middle_east", "93", "A99999999", 0.3),
    Origin("IRN", 3, _PERSIAN, ("fas",), "middle_east", "98", "A99999999", 0.03),
    Origin("BGD", 8, _BENGALI, ("ben",), "south_asia", "880", "A99999999", 0.2, 0.2),
    Origin("IND", 4, Naming(locale="hi_IN", script="indic"), ("hin",), "south_asia", "91", "A9999999", 0.06),
    Origin("NPL", 4, Naming(locale="ne_NP", script="indic"), ("nep",), "south_asia", "977", "99999999", 0.08),
    Origin("VNM", 7, _VIETNAMESE, ("vie",), "south_east_asia", "84", "A9999999", 0.04),
    Origin("THA", 3, _THAI, ("tha",), "south_east_asia", "66", "AA9999999"),
    Origin("CHN", 4, _CHINESE, ("zho",), "south_east_asia", "86", "AA9999999"),
    Origin("KOR", 1, _KOREAN, ("kor",), "south_east_asia", "82", "A99999999"),
    Origin("JPN", 0.5, _JAPANESE, ("jpn",), "south_east_asia", "81", "AA9999999"),
    Origin("COL", 3, Naming(locale="es_CO", style="spanish"), ("spa",), "latin_america", "57", dark=0.9),
    Origin("VEN", 3, Naming(locale="es_CO", style="spanish"), ("spa",), "latin_america", "58", "999999999", dark=0.9),
    Origin("PER", 2, Naming(locale="es_CL", style="spanish"), ("spa", "que"), "latin_america", "51", "999999999"),
    Origin("BRA", 3, Naming(locale="pt_BR", style="portuguese"), ("por",), "latin_america", "55", dark=0.85),
    Origin("NGA", 7, Naming(locale="yo_NG"), ("yor", "eng"), "west_africa", "234", "A99999999", 0.08, dark=1),
    Origin("GHA", 2, Naming(locale="tw_GH"), ("twi", "eng"), "west_africa", "233", "A9999999", 0.05, dark=1),
    Origin("KEN", 3, Naming(locale="en_KE"), ("swa", "eng"), "east_africa", "254", "AA999999", 0.04, dark=1),
    Origin("ZAF", 2, Naming(locale="zu_ZA"), ("zul", "eng"), "east_africa", "27", "A99999999", 0.02, dark=1),
)  # fmt: skip
"""All origins."""
