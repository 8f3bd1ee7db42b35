"""Names: from the library's locales, romanised as passports do, misspelt as clerks do."""

import importlib
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.world import clerks, spellings
from api.world.names import PersonalName, Word
from api.world.noise import Noise
from api.world.origins import ORIGINS, Origin
from api.world.romanisation import ROMANISERS, without_marks

SILENT = Noise(
    clerk_script=0,
    vowel_drift=0,
    typing_slip=0,
    swapped_order=0,
    dropped_part=0,
    one_line=0,
    diacritics_dropped=0,
)
YULIIA = PersonalName((Word("Юлія", "Yuliia"),), (Word("Ковальчук", "Kovalchuk"),))


@pytest.mark.parametrize("table", ["ARABIC", "PERSIAN", "HEBREW", "THAI"])
def test_tabled_names_stand_in_the_librarys_locale(table: str) -> None:
    locale = {"ARABIC": "ar_AA", "PERSIAN": "fa_IR", "HEBREW": "he_IL", "THAI": "th_TH"}[table]
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    parts = {"FEMALE": "first_names_female", "MALE": "first_names_male", "FAMILY": "last_names"}
    for part, attribute in parts.items():
        # The locale writes Arabic's doubling sign in some names, which people leave out.
        listed = {name.strip().replace("\u0651", "") for name in getattr(provider, attribute)}
        assert set(getattr(spellings, f"{table}_{part}")) <= listed


@pytest.mark.parametrize("origin", ORIGINS, ids=lambda origin: str(origin.country))
def test_every_origin_has_names_that_passports_can_hold(origin: Origin) -> None:
    rng = random.Random(1)
    for sex in ("female", "male"):
        name = origin.naming.draw(rng, sex)
        latin = " ".join(name.latin())
        assert all(c.isascii() for c in without_marks(latin).replace("ə", "e")), "a letter was not romanised"
        assert all(word.native and word.latin for word in name.given + name.family)


def test_there_are_many_origins_and_scripts() -> None:
    assert len(ORIGINS) >= 12
    assert len({origin.naming.script for origin in ORIGINS}) >= 12


def test_some_names_are_common_and_most_are_not() -> None:
    rng = random.Random(1)
    ukraine = next(origin for origin in ORIGINS if origin.country == "UKR")
    counts = Counter(ukraine.naming.draw_family(rng) for _ in range(5000))
    ranked = [count for _, count in counts.most_common()]
    assert ranked[0] > 20 * ranked[len(ranked) // 2]


@pytest.mark.parametrize(
    ("rule", "name", "latin"),
    [
        ("ukrainian", "Юлія", "Yuliia"),
        ("ukrainian", "Згурський", "Zghurskyi"),
        ("ukrainian", "Єва-Їванна", "Yeva-Yivanna"),
        ("russian", "Щербакова", "Shcherbakova"),
        ("bulgarian", "Щилянова", "Shtilyanova"),
        ("georgian", "აბაშიძე", "Abashidze"),
        ("armenian", "Հակոբյան", "Hakobyan"),
        ("greek", "Παπαδόπουλος", "Papadopoulos"),
        ("chinese", "秀英", "Xiuying"),
        ("korean", "박", "Park"),
        ("korean", "미경", "Migyeong"),
        ("indic", "রহমান", "Rahman"),
        ("indic", "शर्मा", "Sharma"),
    ],
)
def test_romanisation(rule: str, name: str, latin: str) -> None:
    assert ROMANISERS[rule](name) == latin


@pytest.mark.parametrize(
    ("country", "expected"),
    [("FRA", "Kovaltchouk"), ("DEU", "Kowaltschuk"), ("POL", "Kowalczuk"), ("GBR", "Kovalchook")],
)
def test_each_country_hears_in_its_own_letters(country: str, expected: str) -> None:
    heard = Counter(clerks.as_heard(random.Random(seed), "Kovalchuk", country) for seed in range(40))
    assert heard.most_common(1)[0][0] == expected


def test_a_clerk_of_the_same_script_copies_it() -> None:
    written = [clerks.written(random.Random(seed), YULIIA, "UKR", 0, SILENT) for seed in range(30)]
    assert {"given": "Юлія", "family": "Ковальчук"} in written


def test_a_clerk_who_errs_never_writes_the_passports_spelling() -> None:
    latin = {"given": "Yuliia", "family": "Kovalchuk"}
    assert clerks.written(random.Random(1), YULIIA, "ESP", 0, SILENT) == latin


@given(
    st.randoms(use_true_random=False), st.sampled_from(ORIGINS), st.sampled_from(["FRA", "DEU", "BGR", "THA", "EGY"])
)
def test_a_clerk_always_writes_something(rng: random.Random, origin: Origin, country: str) -> None:
    name = origin.naming.draw(rng, "female")
    written = clerks.written(rng, name, country, 0.8, Noise())
    assert "".join(written.values()).strip()
    assert clerks.nickname(name).strip()


@given(st.randoms(use_true_random=False), st.text(min_size=3, max_size=20))
def test_a_slip_changes_one_place(rng: random.Random, text: str) -> None:
    assert abs(len(clerks.mistyped(rng, text)) - len(text)) <= 1
