"""Letters of the machine-readable zone: transliteration of ICAO Doc 9303 part 3, section 6.

Latin letters with marks and Cyrillic follow the recommended tables. Arabic letters become the groups of the table for
Arabic script (`محمود` → `MXHMWD`), which a few states use; most print the holder's own Latin spelling instead.
"""

import re
import unicodedata

from api.world.tables import table

_LATIN = {
    "Ä": "AE", "Å": "AA", "Æ": "AE", "Ö": "OE", "Ø": "OE", "Ü": "UE", "ß": "SS", "ẞ": "SS", "Þ": "TH", "Ð": "D",
    "Œ": "OE", "Ĳ": "IJ", "Đ": "D", "Ł": "L", "ı": "I", "İ": "I", "Ħ": "H", "Ŋ": "N", "Ŧ": "T", "Ə": "E",
}  # fmt: skip

_CYRILLIC = table(
    "А=A Б=B В=V Г=G Д=D Е=E Ё=E Ж=ZH З=Z И=I Й=I К=K Л=L М=M Н=N О=O П=P Р=R С=S Т=T У=U Ф=F Х=KH Ц=TS Ч=CH "
    "Ш=SH Щ=SHCH Ъ=IE Ы=Y Ь= Э=E Ю=IU Я=IA Є=IE І=I Ї=I Ґ=G Ѓ=G Ђ=D Ѕ=DZ Ј=J Ќ=K Љ=LJ Њ=NJ Ў=U Џ=DZ"
)

_ARABIC = table(
    "ء=XE آ=XAA أ=XAE ؤ=U إ=I ئ=XI ا=A ب=B ة=XTA ت=T ث=XTH ج=J ح=XH خ=XKH د=D ذ=XDH ر=R ز=Z س=S ش=XSH ص=XSS "
    "ض=XDZ ط=XTT ظ=XZZ ع=E غ=G ف=F ق=Q ك=K ل=L م=M ن=N ه=H و=W ى=XAY ي=Y پ=P چ=XC ژ=XZH ک=XKK گ=XG ی=XYA"
)
_TABLE = str.maketrans(_LATIN | _CYRILLIC | _ARABIC)


def to_mrz_letters(text: str) -> str:
    """A name in the letters of a machine-readable zone, its words parted by `<`.

    `Müller-Weiß` → `MUELLER<WEISS`, `O'Connor` → `OCONNOR`, `Юрченко` → `IURCHENKO`. Letters without a rule are left
    out.
    """
    upper = re.sub(r"['’ʼʻ]", "", unicodedata.normalize("NFC", text.strip()).upper()).translate(_TABLE)
    upper = "".join(c for c in unicodedata.normalize("NFD", upper) if not unicodedata.combining(c))
    return re.sub(r"[^A-Z<]", "", re.sub(r"[\s-]+", "<", upper.translate(_TABLE)))
