"""Words for places on the body and for looks of marks, in English, French, Spanish and Arabic, as one English word."""

BODY_WORDS = {
    "main": "hand", "mano": "hand", "يد": "hand", "poignet": "wrist", "muñeca": "wrist", "معصم": "wrist",
    "bras": "arm", "brazo": "arm", "ذراع": "arm", "bras avant": "forearm", "antebrazo": "forearm", "ساعد": "forearm",
    "épaule": "shoulder", "hombro": "shoulder", "كتف": "shoulder", "front": "forehead", "frente": "forehead",
    "جبين": "forehead", "جبهة": "forehead", "menton": "chin", "barbilla": "chin", "ذقن": "chin", "joue": "cheek",
    "mejilla": "cheek", "خد": "cheek", "visage": "face", "cara": "face", "rostro": "face", "وجه": "face",
    "cou": "neck", "cuello": "neck", "رقبة": "neck", "عنق": "neck", "nape": "neck", "nuque": "neck", "nuca": "neck",
    "dos": "back", "espalda": "back", "ظهر": "back", "jambe": "leg", "pierna": "leg", "ساق": "leg", "رجل": "leg",
    "genou": "knee", "rodilla": "knee", "ركبة": "knee", "cheville": "ankle", "tobillo": "ankle", "كاحل": "ankle",
    "pied": "foot", "pie": "foot", "قدم": "foot", "ventre": "belly", "abdomen": "belly", "vientre": "belly",
    "stomach": "belly", "بطن": "belly", "poitrine": "chest", "pecho": "chest", "صدر": "chest", "doigt": "finger",
    "dedo": "finger", "إصبع": "finger", "sourcil": "eyebrow", "ceja": "eyebrow", "حاجب": "eyebrow", "bouche": "mouth",
    "boca": "mouth", "فم": "mouth", "gauche": "left", "izquierdo": "left", "izquierda": "left", "أيسر": "left",
    "يسرى": "left", "droit": "right", "droite": "right", "derecho": "right", "derecha": "right", "أيمن": "right",
    "يمنى": "right",
}  # fmt: skip
"""A folded word, Arabic without its article, and the English one."""

_LOOKS = {
    "rose": "rose rosa وردة",
    "butterfly": "butterfly papillon mariposa فراشة",
    "cross": "cross croix cruz صليب",
    "star": "star étoile estrella نجمة",
    "letters": "letter letters initial initials lettre lettres initiales letra letras iniciales حرف حروف أحرف",
    "snake": "snake serpent serpiente culebra ثعبان أفعى",
    "bird": "bird swallow oiseau hirondelle pájaro golondrina ave طائر عصفور",
    "flower": "flower fleur flor زهرة",
    "heart": "heart cœur coeur corazón قلب",
    "anchor": "anchor ancre ancla مرساة",
    "crown": "crown couronne corona تاج",
    "number": "number numbers digits numéro chiffres número cifras رقم أرقام",
    "barcode": "barcode باركود",
    "eye": "eye œil ojo عين",
    "moon": "moon lune luna قمر هلال",
    "sun": "sun soleil sol شمس",
    "wing": "wing wings aile ailes ala alas جناح أجنحة",
    "dragon": "dragon dragón تنين",
    "name": "name nom nombre اسم",
    "long": "long linear longue linéaire largo larga lineal طويل طويلة طولي طولية",
    "round": "round ronde rond redondo redonda دائري دائرية مستدير مستديرة",
    "operation": "operation surgical surgery opération opératoire chirurgicale quirúrgica operación عملية جراحية جراحي",
    "cut": "cut knife coupure couteau corte cuchillo قطع سكين",
    "bullet": "bullet gunshot shot balle bala رصاصة",
    "bite": "bite morsure mordedura عضة",
    "cigarette": "cigarette cigarettes cigarrillo سيجارة سجائر",
    "mole": "mole grain lunar شامة خال",
    "burnt": "burn burnt burned brûlure quemadura حرق حروق",
    "fracture": "fracture broken crooked fracturée fractura roto كسر مكسور",
}  # fmt: skip

LOOK_WORDS = {word: look for look, words in _LOOKS.items() for word in words.split()}
"""A folded word, Arabic without its article, and the look that it stands for."""
