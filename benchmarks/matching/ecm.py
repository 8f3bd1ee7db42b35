"""recordlinkage's expectation–maximisation classifier on FEBRL4, the way its documentation links these files."""

from collections.abc import Iterator

import pandas
import recordlinkage

_NAME_ALIKE = 0.85
"""Jaro–Winkler similarity from which names agree, as in recordlinkage's example of linking FEBRL4."""


def link(left: pandas.DataFrame, right: pandas.DataFrame) -> Iterator[tuple[int, int, float, bool]]:
    """Pairs by place with their probability, and whether the classifier calls them a match."""
    index = recordlinkage.Index()
    for field in ("given_name", "surname", "date_of_birth"):
        index.block(field)
    pairs = index.index(left, right)
    comparing = recordlinkage.Compare()
    for field in left.columns:
        if field in ("given_name", "surname", "address_1"):
            comparing.string(field, field, method="jarowinkler", threshold=_NAME_ALIKE, label=field)
        else:
            comparing.exact(field, field, label=field)
    features = comparing.compute(pairs, left, right)
    classifier = recordlinkage.ECMClassifier(binarize=0.5)
    said = set(classifier.fit_predict(features))
    places = [{record: place for place, record in enumerate(frame.index)} for frame in (left, right)]
    for (one, other), probability in classifier.prob(features).items():
        yield places[0][one], places[1][other], float(probability), (one, other) in said
