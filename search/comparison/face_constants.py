"""What the weight of a distance between two faces is made of. Each figure says where it comes from.

Nothing here was fitted to pictures of this service's people, and no labelled pictures were at hand: published figures
fix what they can, and the rest is assumed and says so.
"""

import math

SAME, STRANGERS, SPREAD = 0.4, 0.8, 0.08
"""Mean distances between pictures of one adult taken close in time, and of two strangers; standard deviation of both.

The maker gives 0.6 as the limit with equal errors, and an accuracy of 99.38 % on Labeled Faces in the Wild (dlib,
dnn_face_recognition_ex.cpp). Two normal distributions as wide as each other meet both when their means lie 2.5
standard deviations on either side of 0.6; that one deviation is 0.08 is assumed.
"""

KIN = 0.6
"""Mean distance between brothers, sisters, parents and children: half way, assumed."""

KIN_SHARE = 0.001
"""Part of the pairs of two persons, as they come to be compared, that are as like as kin: assumed."""

CHILD_KIN_SHARE = 0.01
"""The same where a picture shows a child: ten times as many. The maker of face_recognition warns that the model knows
adults and mixes up children (README, Caveats); NIST found false matches of children, and of many origins, more frequent
by factors of ten to a hundred in many of the models that it tested (NISTIR 8280, 2019)."""

TWIN_SHARE = 0.00001
"""Part of the pairs of two persons whose pictures are as like as those of one: identical twins, doubles, and a picture
that was put to the wrong person. Assumed; no distance weighs more for one person than this lets it, 16.6 bits."""

UNLIKE_SHARE = 0.02
"""Part of the pairs of pictures of one person that are as unlike as those of strangers: a head turned away, harm, a bad
light, somebody else's picture. Assumed; no distance weighs more against one person than this lets it, 5.6 bits."""

CHANGED_IN_CHILDHOOD = 0.055
"""Part of the pictures that a year of growing up adds to the unlike ones.

A model of 2022 verified 98.3 % of children after half a year and 94.9 % after three years, at a false accept rate of
0.1 % (Bahmani and Schuckers, Face Recognition in Children: A Longitudinal Study, 2022): 1.4 % are lost a year. The
model in use is older and knows adults; that it loses four times as many is assumed.
"""

CHANGED_IN_ADULTHOOD = 0.01
"""The same for a year of an adult's life: assumed. Models as old as the one in use were wrong on 10 to 17 % more of the
pairs chosen for being years apart (Zheng, Deng and Hu, Cross-Age LFW, 2017)."""

MOST_CHANGED = 0.9
"""However old a picture is, it is not worth nothing."""

GROWN_YEARS = 18.0
"""Until when a year counts as one of childhood."""

DISTANCES = (
    (0.3, "very_near"),
    (0.4, "near"),
    (0.5, "fairly_near"),
    (0.6, "doubtful"),
    (0.75, "far"),
    (math.inf, "very_far"),
)
"""Upper bounds of the distances that have a sentence of their own; the weight follows the distance itself."""
