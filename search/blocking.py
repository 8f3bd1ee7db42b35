"""Which records are worth comparing: typed keys computed once, weighed by how few records share them.

Two records that share no key and no near face are never compared. Keys are made of folded views only, so a record
indexed again has the same keys. Faces are not keys; engines find neighbours of a face by themselves.
"""

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from itertools import combinations, islice
from uuid import UUID

from search.document import Document, Filters
from search.engine import FREQUENCY_LIMIT, Index
from search.names import NamePart, NameView
from search.profile import Profile, widened_birth
from tracing.access import Reader
from tracing.person import NameKind

MAX_KEYS = 28
MAX_KEY_BYTES = 100
"""Longer keys, as a long account's, hold a digest instead: engines limit keys, and a digest tells apart as well."""
COMPARED = 50
"""Records compared with one at most."""

FACE_NEIGHBOURS = 10
FACE_WITHIN = 0.6
"""Euclidean distance at which dlib's model calls two faces the same (dlib documentation of its ResNet model)."""

_TYPE_WEIGHTS = {
    "document": 12,
    "phone": 12,
    "account": 12,
    "born": 9,
    "seen-years": 6,
    "relative": 4,
    "born-slip": 4,
    "stem-years": 4,
    "skeleton": 3,
    "part-years": 2,
    "mark-years": 2,
    "mark": 2,
    "name": 2,
    "pair": 2,
}
"""How much a key of each type counts beside its rarity.

Chosen by how many true pairs are among the first 50 and the first 25 for 1,500 records drawn from an invented world of
20,000 people (seed 3): each weight in turn was halved, doubled, … as long as that brought more. A type that brought
nothing was left out (a name part with a mark on a part of the body).
"""

_RAREST_BITS = 20
YEARS_TOGETHER = 4
"""Years of birth that share a key: ages are windows, and every window would need a key a year."""
_MOST_YEARS_FROM_MIDDLE = 3
SEEN_DAYS = 30
"""Days in one country that share a key; each day is in two such spans, so that 15 days apart always share one."""
_STEM = 3


def keys(profile: Profile) -> tuple[str, ...]:
    """The blocking keys of a profile, at most MAX_KEYS, the most telling first; the same on every engine."""
    return tuple(islice(dict.fromkeys(map(_bounded, _all_keys(profile))), MAX_KEYS))


def reference_key(identifier: str) -> str:
    """The key by which records are found whose reference or further identifier this is; letters' case is no matter.

    It serves to look a record up, never to compare: it is no key of a profile.
    """
    return _bounded(f"reference:{identifier.strip().casefold()}")


def key_type(key: str) -> str:
    """The type of a key, which holds no value of a person: `document:FE123456` → `document`."""
    return key.partition(":")[0]


def _bounded(key: str) -> str:
    encoded = key.encode()
    if len(encoded) <= MAX_KEY_BYTES:
        return key
    return f"{key_type(key)}:#{blake2b(encoded, digest_size=16).hexdigest()}"


def _all_keys(profile: Profile) -> Iterator[str]:
    yield from (f"document:{document.number}" for document in profile.documents[:4])
    yield from (f"phone:{phone}" for phone in profile.phones[:3])
    yield from (f"account:{account}" for account in profile.accounts[:3])
    names = [name for name in profile.names if name.kind is not NameKind.pseudonym] or list(profile.names)
    yield from (f"name:{_whole(name)}" for name in names[:3])
    parts = _telling_parts(names)
    yield from _relative_keys(profile)
    yield from _birth_keys(profile)
    yield from islice(_pair_keys(names), 6)
    yield from islice(_part_year_keys(profile, parts), 8)
    yield from islice(_stem_keys(profile, names), 5)
    yield from islice(_mark_keys(profile), 6)
    yield from islice(_seen_keys(profile), 4)
    yield from (f"skeleton:{part}" for part in parts[:5])


def _whole(name: NameView) -> str:
    return "+".join(sorted({part.skeleton for part in name.parts}))


def _telling_parts(names: list[NameView]) -> list[str]:
    """Skeletons of all parts, longest first: longer ones are rarer."""
    found = {part.skeleton for name in names for part in name.parts if len(part.romanised) > 1}
    return sorted(found, key=lambda skeleton: (-len(skeleton), skeleton))


def _pair_keys(names: list[NameView]) -> Iterator[str]:
    for name in names:
        parts = sorted({part.skeleton for part in name.parts if _is_telling(part)}, key=lambda s: (-len(s), s))
        yield from (f"pair:{'+'.join(sorted(pair))}" for pair in combinations(parts[:4], 2))


def _is_telling(part: NamePart) -> bool:
    return len(part.romanised) > 1


def _relative_keys(profile: Profile) -> Iterator[str]:
    for relative in profile.relatives[:3]:
        name = relative.names[0]
        if len(name.parts) > 1:
            yield f"relative:{_whole(name)}"


def _birth_keys(profile: Profile) -> Iterator[str]:
    days = profile.birth
    if days is None or days.first != days.last or profile.birth_filler or profile.birth_approximate:
        return
    day = days.first
    sex = profile.sex or ""
    yield f"born:{day.isoformat()}"
    if day.day <= 12 and day.day != day.month:
        month, other = sorted((day.month, day.day))
        yield f"born-slip:{day.year}-{month:02}-{other:02}"
    yield f"born-slip:{day.year % 100:02}-{day.month:02}-{day.day:02}{sex}"


def _part_year_keys(profile: Profile, parts: list[str]) -> Iterator[str]:
    for part in parts[:4]:
        yield from (f"part-years:{part}+{years}" for years in _birth_years(profile))


def _stem_keys(profile: Profile, names: list[NameView]) -> Iterator[str]:
    """The beginning of a given name, which short forms keep, with what else nearly everybody states."""
    parts = (part for name in names for part in name.parts if part.role != "f")
    stems = dict.fromkeys(part.sound[:_STEM] for part in parts if len(part.sound) >= _STEM)
    for stem in islice(stems, 3):
        yield from (f"stem-years:{stem}+{years}" for years in _birth_years(profile))


def _birth_years(profile: Profile) -> list[int]:
    """Years of birth in steps of YEARS_TOGETHER; of a wide range those in its middle, where most people of it are."""
    days = widened_birth(profile) or profile.birth_by_age
    if days is None:
        return []
    first, last = days.first.year, days.last.year
    middle = (first + last) // 2
    first, last = max(first, middle - _MOST_YEARS_FROM_MIDDLE), min(last, middle + _MOST_YEARS_FROM_MIDDLE)
    return list(range(first // YEARS_TOGETHER, last // YEARS_TOGETHER + 1))


def _mark_keys(profile: Profile) -> Iterator[str]:
    for mark in profile.marks[:2]:
        if mark.body_part:
            yield f"mark:{mark.kind}+{mark.body_part}+{profile.sex or ''}"
            yield from (f"mark-years:{mark.kind}+{mark.body_part}+{years}" for years in _birth_years(profile))


def _seen_keys(profile: Profile) -> Iterator[str]:
    """A country and a time with years of birth: the way to somebody without name and marks, who is seen twice."""
    event = profile.event
    if event is None or not event.seen or not event.country or (event.last - event.first).days > SEEN_DAYS:
        return
    day = event.first.toordinal()
    for years in _birth_years(profile)[:2]:
        for later in (0, SEEN_DAYS // 2):
            yield f"seen-years:{event.country}+{later}+{(day + later) // SEEN_DAYS}+{years}"


def key_weights(frequencies: Mapping[str, int]) -> dict[str, int]:
    """Whole-number weights of keys by type and rarity; keys above FREQUENCY_LIMIT, or of nobody, are left out."""
    return {
        key: _TYPE_WEIGHTS[key_type(key)] * (_RAREST_BITS - frequency.bit_length())
        for key, frequency in frequencies.items()
        if 0 < frequency <= FREQUENCY_LIMIT
    }


def find(
    index: Index, profile: Profile, reader: Reader | None, filters: Filters, limit: int = COMPARED
) -> list[Document]:
    """Documents worth comparing with a profile, at most so many: those that share keys, the most telling first.

    Near faces that no key brings come after them, and take the places of those that share least.

    Raises:
        EngineUnavailableError: the engine is out of reach or could answer only in part.
    """
    near: dict[UUID, Document] = {}
    for face in profile.faces:
        for neighbour in index.neighbours(face, reader, filters, FACE_NEIGHBOURS, FACE_WITHIN):
            near.setdefault(neighbour.document.record, neighbour.document)
    weights = key_weights(index.frequencies(keys(profile), reader))
    hits = index.candidates(weights, reader, filters, limit) if weights else []
    shared = {hit.document.record: hit.document for hit in hits}
    only_near = [document for record, document in near.items() if record not in shared][:limit]
    return [*islice(shared.values(), limit - len(only_near)), *only_near]


def shared_keys(a: Profile, b: Profile) -> tuple[str, ...]:
    """Types of the keys that two profiles share, without any value; empty means they are never compared by key."""
    shared = set(keys(a)) & set(keys(b))
    return tuple(sorted({key_type(key) for key in shared}))
