"""The letter habits of clerks: what they write for the sounds of a name, by the orthography that they grew up with."""

import re
from functools import cache

from api.world.tables import table

_HABITS = {
    "french": (
        "kh=kh zh=j dzh=dj sh=ch tch=tch (?<![ts])ch=tch (?<![aeio])u=ou oo=ou ee=i y(?=[^aeiou]|$)=i w=ou "
        "j(?!e)=dj k(?=[ei])=qu"
    ),
    "german": (
        "zh=sch (?<![tc])sh=sch tch=tsch (?<![s])ch=tsch kh=ch v=w z=s ts(?!ch)=z j=dsch "
        "y(?=[aeou])=j iu=ju ia=ja oo=u ee=ie"
    ),
    "italian": "kh=k ch(?=[ei])=c ch=ci sh=sc k(?=[aou])=c zh=g y=i j=gi ph=f th=t oo=u ee=i x=ks h=",
    "spanish": (
        "kh=j sh=ch zh=y (?<![aeiou])v=b z=s ph=f th=t oo=u ee=i k(?=[aou])=c k(?=[ei])=qu h(?=[aeiou])= iya=ia"
    ),
    "portuguese": "sh=ch kh=c zh=j (?<![aeiou])k=c y=i w=v oo=u ee=i ph=f th=t tch=tch",
    "polish": "shch=szcz zh=z (?<!s)ch=cz sh=sz kh=ch v=w ts=c y(?=[aeou])=j iu=ju ia=ja x=ks oo=u ee=i q=k",
    "turkish": "sh=s ch=c kh=h zh=j j=c w=v ee=i oo=u ph=f th=t q=k x=ks",
    "balkan": "shch=sc zh=z ch=c sh=s kh=h ts=c y(?=[aeou])=j iu=ju ia=ja w=v x=ks oo=u ee=i th=t q=k",
    "dutch": "sh=sj ch=tsj zh=zj u(?![aeiou])=oe y(?=[aeou])=j kh=ch oo=oe ee=ie x=ks",
    "english": (
        "iu=yu ia=ya tch=ch zh=j i$=y (?<![aeiou])u(?=[^aeiou])=oo (?<=[^aeiou])y(?=[^aeiou])=i kh=h ou=oo ts=tz"
    ),
    "plain": "kh=k y(?=[^aeiou]|$)=i th=t ph=f dh=d gh=g bh=b ee=i oo=u q=k sh=s",
}
"""In order: a pattern in small Latin letters, and what is written for it."""

_COUNTRIES = {
    "french": "FRA BEL MAR CIV NER LBN",
    "german": "DEU AUT",
    "italian": "ITA",
    "spanish": "ESP MEX COL VEN PER PAN ECU CHL ARG",
    "portuguese": "PRT BRA",
    "polish": "POL",
    "turkish": "TUR",
    "balkan": "SRB HRV CZE HUN ROU MDA",
    "dutch": "NLD",
    "plain": "THA MYS MMR KHM LAO PHL IND NPL BGD VNM CHN",
}
_ORTHOGRAPHY_OF = {country: name for name, listed in _COUNTRIES.items() for country in listed.split()}


@cache
def habits(country: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The habits of a country's clerks; English ones where no other are known."""
    known = table(_HABITS[_ORTHOGRAPHY_OF.get(country, "english")])
    return tuple((re.compile(pattern), written) for pattern, written in known.items())
