"""Lasting marks of the body, and how different clerks write about the same mark."""

import random
from typing import Any, NamedTuple

from api.world.noise import Noise

BODY_PARTS = (
    ("left hand", "back of left hand", "hand, left", "left wrist"),
    ("right hand", "hand, right", "back of right hand"),
    ("left forearm", "left arm", "forearm, left"),
    ("right forearm", "right arm", "lower right arm"),
    ("left shoulder", "shoulder, left", "left upper arm"),
    ("right shoulder", "shoulder, right", "right upper arm"),
    ("forehead", "above left eyebrow", "face"),
    ("chin", "face", "below the mouth"),
    ("left cheek", "face", "cheek, left"),
    ("neck", "back of the neck", "nape"),
    ("back", "lower back", "between the shoulders"),
    ("left leg", "left calf", "left shin"),
    ("right leg", "right calf", "right knee"),
    ("left ankle", "left foot", "ankle"),
    ("abdomen", "belly", "right side of the abdomen"),
)

_WORDS = {
    "scar": (
        ("long thin scar", "linear scar about 5 cm", "cicatrice longue", "längliche Narbe", "cicatriz larga"),
        ("small round scar", "round scar", "petite cicatrice ronde", "kleine runde Narbe", "cicatriz redonda"),
        ("scar from an operation", "surgical scar", "cicatrice opératoire", "Operationsnarbe", "cicatriz quirúrgica"),
        ("scar from a cut", "cut scar", "cicatrice de coupure", "Schnittnarbe", "cicatriz de corte"),
    ),
    "tattoo": (
        ("rose", "tattoo of a rose", "tatouage: rose", "Rose", "una rosa"),
        ("butterfly", "tattoo of a butterfly", "papillon", "Schmetterling", "mariposa"),
        ("cross", "small cross", "croix", "Kreuz", "una cruz"),
        ("star", "star with five points", "étoile", "Stern", "estrella"),
        ("letters", "initials", "initiales", "Buchstaben", "letras"),
        ("snake", "tattoo of a snake", "serpent", "Schlange", "serpiente"),
        ("bird", "swallow", "hirondelle", "Vogel", "golondrina"),
        ("flower", "small flower", "fleur", "Blume", "flor"),
    ),
    "birthmark": (
        ("brown birthmark", "dark birthmark", "tache de naissance", "Muttermal", "lunar oscuro"),
        ("large mole", "mole", "grain de beauté", "Leberfleck", "lunar"),
    ),
    "burn": (
        ("old burn", "burn scar", "ancienne brûlure", "Brandnarbe", "quemadura antigua"),
        ("cigarette burns", "small round burns", "brûlures de cigarette", "Brandmale", "quemaduras"),
    ),
    "amputation": (("finger tip missing", "part of a finger missing", "doigt amputé", "falta un dedo"),),
    "deformity": (("badly healed fracture", "crooked", "fracture mal consolidée", "schief verheilt", "fractura"),),
    "piercing": (("piercing", "small ring", "anneau", "Piercing", "arete"),),
}  # fmt: skip
_KINDS = tuple(_WORDS)
_KIND_WEIGHTS = (45, 22, 14, 10, 2, 3, 4)
_TAKEN_FOR = {
    "scar": "burn", "burn": "scar", "birthmark": "scar", "tattoo": "other", "amputation": "deformity",
    "deformity": "other", "piercing": "other",
}  # fmt: skip


class BodyMark(NamedTuple):
    """A mark as it is: its kind, where it is and which of the kind's descriptions is true of it."""

    kind: str
    part: int
    look: int


def draw_marks(rng: random.Random) -> tuple[BodyMark, ...]:
    """The lasting marks of one person: none to three."""
    count = rng.choices((0, 1, 2, 3), (40, 35, 18, 7))[0]
    kinds = rng.choices(_KINDS, _KIND_WEIGHTS, k=count)
    return tuple(BodyMark(kind, rng.randrange(len(BODY_PARTS)), rng.randrange(len(_WORDS[kind]))) for kind in kinds)


def described(rng: random.Random, mark: BodyMark, noise: Noise) -> dict[str, Any]:
    """A mark as one clerk writes it."""
    parts, looks = BODY_PARTS[mark.part], _WORDS[mark.kind][mark.look]
    reworded = rng.random() < noise.mark_reworded
    written: dict[str, Any] = {
        "kind": _TAKEN_FOR[mark.kind] if rng.random() < noise.mark_misjudged else mark.kind,
        "body_part": rng.choice(parts) if reworded else parts[0],
    }
    if rng.random() < 0.75:
        written["text"] = rng.choice(looks) if reworded else looks[0]
    return written
