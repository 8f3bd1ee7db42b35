"""Cities, border points and the routes between countries. Positions are degrees (WGS 84), rounded."""

import random
from typing import Any, NamedTuple


class City(NamedTuple):
    """A city."""

    name: str
    latitude: float
    longitude: float


class BorderPoint(NamedTuple):
    """A place where people enter and leave a country."""

    name: str
    latitude: float
    longitude: float
    kind: str
    transport: str


def _rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


_CITIES = """
UKR | Kyiv 50.45 30.52 | Lviv 49.84 24.03 | Odesa 46.48 30.73 | Kharkiv 49.99 36.23
RUS | Moskva 55.75 37.62 | Kazan 55.79 49.12 | Rostov-na-Donu 47.24 39.71
BGR | Sofia 42.70 23.32 | Varna 43.20 27.91 | Sliven 42.68 26.33
ROU | București 44.43 26.10 | Iași 47.16 27.59 | Bacău 46.57 26.91
MDA | Chișinău 47.01 28.86 | Bălți 47.76 27.93
GEO | Tbilisi 41.72 44.79 | Kutaisi 42.27 42.70
ARM | Yerevan 40.18 44.51 | Gyumri 40.79 43.85
TUR | İstanbul 41.01 28.98 | Gaziantep 37.07 37.38 | İzmir 38.42 27.14
GRC | Athína 37.98 23.73 | Thessaloníki 40.64 22.94
ISR | Tel Aviv 32.09 34.78 | Haifa 32.79 34.99
SYR | Aleppo 36.20 37.16 | Homs 34.73 36.71 | Idlib 35.93 36.63
IRQ | Baghdad 33.31 44.37 | Mosul 36.34 43.13 | Basra 30.51 47.81
EGY | Cairo 30.04 31.24 | Alexandria 31.20 29.92
AFG | Kabul 34.56 69.21 | Herat 34.35 62.20 | Mazar-i-Sharif 36.71 67.11
IRN | Tehran 35.69 51.39 | Mashhad 36.26 59.62 | Urmia 37.55 45.08
BGD | Dhaka 23.81 90.41 | Cox's Bazar 21.43 92.01 | Sylhet 24.90 91.87
IND | Delhi 28.61 77.21 | Kolkata 22.57 88.36 | Patna 25.59 85.14
NPL | Kathmandu 27.72 85.32 | Birgunj 27.01 84.88
VNM | Hà Nội 21.03 105.85 | Vinh 18.68 105.68 | Hải Phòng 20.86 106.68
THA | Bangkok 13.76 100.50 | Mae Sot 16.71 98.57 | Chiang Rai 19.91 99.83
CHN | Kunming 25.04 102.71 | Fuzhou 26.07 119.30 | Nanning 22.82 108.37
KOR | Seoul 37.57 126.98 | Busan 35.18 129.08
JPN | Tokyo 35.68 139.69 | Osaka 34.69 135.50
COL | Cali 3.45 -76.53 | Cúcuta 7.89 -72.51 | Medellín 6.24 -75.58
VEN | Caracas 10.48 -66.90 | Maracaibo 10.65 -71.64
PER | Lima -12.05 -77.04 | Cusco -13.53 -71.97
BRA | São Paulo -23.55 -46.63 | Fortaleza -3.73 -38.53 | Goiânia -16.69 -49.26
NGA | Benin City 6.34 5.62 | Lagos 6.52 3.38 | Kano 12.00 8.52
GHA | Accra 5.60 -0.19 | Kumasi 6.69 -1.62
KEN | Nairobi -1.29 36.82 | Mombasa -4.04 39.67
ZAF | Johannesburg -26.20 28.05 | Durban -29.86 31.02
POL | Warszawa 52.23 21.01 | Rzeszów 50.04 22.00
DEU | Berlin 52.52 13.41 | Hamburg 53.55 9.99 | München 48.14 11.58
FRA | Paris 48.86 2.35 | Lyon 45.76 4.84 | Calais 50.95 1.86
ITA | Torino 45.07 7.69 | Roma 41.90 12.50 | Napoli 40.85 14.27
ESP | Madrid 40.42 -3.70 | Valencia 39.47 -0.38 | Málaga 36.72 -4.42
GBR | London 51.51 -0.13 | Birmingham 52.48 -1.90
NLD | Amsterdam 52.37 4.90 | Rotterdam 51.92 4.48
BEL | Bruxelles 50.85 4.35 | Antwerpen 51.22 4.40
AUT | Wien 48.21 16.37 | Graz 47.07 15.44
HUN | Budapest 47.50 19.04 | Szeged 46.25 20.15
SRB | Beograd 44.79 20.45 | Niš 43.32 21.90
HRV | Zagreb 45.81 15.98 | Split 43.51 16.44
CZE | Praha 50.08 14.44 | Brno 49.20 16.61
LBN | Beirut 33.89 35.50 | Tripoli 34.44 35.85
JOR | Amman 31.95 35.93 | Irbid 32.56 35.85
ARE | Dubai 25.20 55.27 | Sharjah 25.35 55.42
SAU | Jeddah 21.49 39.19 | Riyadh 24.71 46.68
LBY | Tripoli 32.89 13.19 | Sabha 27.04 14.43
NER | Agadez 16.97 7.99 | Niamey 13.51 2.13
MAR | Tanger 35.77 -5.80 | Casablanca 33.57 -7.59
CIV | Abidjan 5.36 -4.01 | Bouaké 7.69 -5.03
ETH | Addis Ababa 9.03 38.74 | Dire Dawa 9.60 41.87
MMR | Myawaddy 16.69 98.51 | Yangon 16.87 96.20
KHM | Sihanoukville 10.63 103.52 | Phnom Penh 11.56 104.92
LAO | Vientiane 17.98 102.63 | Bokeo 20.30 100.41
MYS | Penang 5.41 100.33 | Kuala Lumpur 3.14 101.69
PHL | Manila 14.60 120.98 | Angeles 15.15 120.59
MEX | Tapachula 14.90 -92.26 | Tijuana 32.51 -117.04
PAN | Panamá 8.98 -79.52 | Metetí 8.50 -77.97
ECU | Quito -0.18 -78.47 | Tulcán 0.81 -77.72
CHL | Antofagasta -23.65 -70.40 | Santiago -33.45 -70.67
ARG | Mendoza -32.89 -68.84 | Buenos Aires -34.60 -58.38
PRT | Lisboa 38.72 -9.14 | Porto 41.15 -8.61
USA | Houston 29.76 -95.37 | Miami 25.76 -80.19
"""

_LAND_BORDERS = """
UKR | Shehyni 49.80 22.95 | Porubne 47.99 26.05
POL | Medyka 49.80 22.93 | Świecko 52.32 14.58
ROU | Siret 47.95 26.07 | Nădlac 46.17 20.73
HUN | Röszke 46.19 19.98 | Hegyeshalom 47.91 17.15
SRB | Horgoš 46.15 19.97 | Gradina 42.99 22.84
TUR | Kapıkule 41.72 26.35 | Öncüpınar 36.64 37.08
BGR | Kapitan Andreevo 41.72 26.32
GRC | Kastaniés 41.65 26.48
THA | Mae Sot 16.69 98.52 | Sadao 6.52 100.42
MMR | Myawaddy 16.69 98.51
LAO | Huay Xai 20.28 100.42
KHM | Poipet 13.66 102.56
VNM | Cầu Treo 18.39 105.16 | Mộc Bài 11.11 106.18
CHN | Ruili 24.01 97.86 | Pingxiang 22.10 106.77
MYS | Bukit Kayu Hitam 6.52 100.42
IND | Petrapole 23.04 88.89 | Raxaul 26.98 84.85
NPL | Birgunj 27.00 84.87
BGD | Benapole 23.04 88.90
IRN | Bazargan 39.39 44.39 | Dogharun 34.65 61.17
AFG | Islam Qala 34.67 61.07
COL | Cúcuta 7.92 -72.45 | Ipiales 0.81 -77.66
ECU | Rumichaca 0.81 -77.67
PAN | Paso Canoas 8.53 -82.84
MEX | Ciudad Hidalgo 14.68 -92.15
CHL | Chacalluta -18.32 -70.31 | Los Libertadores -32.83 -70.09
ARG | Paso Cristo Redentor -32.82 -70.09
NGA | Seme 6.37 2.72 | Jibiya 13.09 7.23
NER | Assamaka 19.34 5.77
MAR | Ceuta 35.89 -5.31
ITA | Trieste 45.60 13.86
FRA | Menton 43.78 7.53
GEO | Sarpi 41.52 41.55
"""

_ROUTES = {
    "eastern_europe": "POL DEU|POL DEU FRA|HUN AUT ITA|ROU HUN AUT DEU|TUR ARE|POL CZE ITA|ITA ESP|DEU NLD GBR|GRC ITA",
    "caucasus": "TUR|TUR GRC ITA|POL DEU|TUR ARE|TUR BGR SRB HUN AUT|GRC DEU BEL",
    "middle_east": "TUR GRC ITA|TUR BGR SRB HUN DEU|LBN|JOR SAU|IRN TUR GRC SRB AUT DEU|LBY ITA FRA|TUR GRC FRA GBR",
    "south_asia": "IND ARE|MMR THA MYS|IND|MYS|ARE LBY ITA|THA KHM|IND SAU|IRN TUR GRC",
    "south_east_asia": "THA MMR|KHM|LAO THA MYS|RUS POL DEU FRA GBR|CHN|KHM THA|LAO|MYS|PHL",
    "latin_america": "ECU PER CHL ARG|PAN MEX USA|ESP|BRA PRT ESP|COL PAN MEX|CHL ARG|ESP ITA|PRT FRA",
    "west_africa": "NER LBY ITA|NER LBY ITA FRA|CIV MAR ESP|ITA ESP|LBY ITA DEU|ARE|THA MMR|GHA CIV",
    "east_africa": "ARE|SAU|ETH SAU|THA MMR|THA LAO|ZAF|LBN|ETH LBY ITA",
}


def _city(cell: str) -> City:
    name, latitude, longitude = cell.rsplit(" ", 2)
    return City(name, float(latitude), float(longitude))


CITIES: dict[str, tuple[City, ...]] = {row[0]: tuple(map(_city, row[1:])) for row in _rows(_CITIES)}
"""Cities by country (ISO 3166-1 alpha-3)."""

_AIRPORTS = {
    country: BorderPoint(f"{cities[0].name} airport", cities[0].latitude, cities[0].longitude, "airport", "air")
    for country, cities in CITIES.items()
}
BORDER_POINTS: dict[str, tuple[BorderPoint, ...]] = {country: (airport,) for country, airport in _AIRPORTS.items()} | {
    row[0]: (_AIRPORTS[row[0]], *(BorderPoint(*_city(cell), "border_point", "road") for cell in row[1:]))
    for row in _rows(_LAND_BORDERS)
}
"""Border points by country; every country has an airport."""

ROUTES: dict[str, tuple[tuple[str, ...], ...]] = {
    region: tuple(tuple(route.split()) for route in routes.split("|")) for region, routes in _ROUTES.items()
}
"""Chains of countries that people of a region are moved along, after their own."""


def city_place(rng: random.Random, country: str, city: City, kind: str) -> dict[str, Any]:
    """A place in a city as a report tells it; coordinates are often left out, and online places have none."""
    place: dict[str, Any] = {"country": country, "name": city.name, "kind": kind}
    if kind != "online" and rng.random() < 0.5:
        place["latitude"] = round(city.latitude + rng.gauss(0, 0.03), 4)
        place["longitude"] = round(city.longitude + rng.gauss(0, 0.03), 4)
    return place


def border_place(country: str, point: BorderPoint) -> dict[str, Any]:
    """A border point as a report tells it."""
    return {
        "country": country,
        "name": point.name,
        "latitude": point.latitude,
        "longitude": point.longitude,
        "kind": point.kind,
    }
