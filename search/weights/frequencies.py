"""How frequent values are: agreement in a rare one says more (term-frequency adjustment, Winkler 1989)."""

from collections import Counter
from collections.abc import Sequence

from search.profile import Profile
from search.weights import LEAST_SHARE


def frequencies(profiles: Sequence[Profile]) -> dict[str, dict[str, float]]:
    """Share of each nationality and language among those stated, rarest ones held at a floor."""
    counted = {
        "nationality": Counter(code for profile in profiles for code in profile.nationalities),
        "language": Counter(code for profile in profiles for code in profile.languages),
    }
    return {
        name: {value: round(max(number / count.total(), LEAST_SHARE), 4) for value, number in sorted(count.items())}
        for name, count in counted.items()
        if count
    }
