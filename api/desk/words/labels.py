"""The English words for every code that pages show; the catalogues in `locale/` translate them."""

from api.desk.words.labels_of_office import OFFICE_LABELS
from api.desk.words.labels_of_records import LABELS_OF_RECORDS
from api.desk.words.labels_of_reports import REPORT_LABELS
from api.desk.words.languages import message as _

LABELS: dict[str, dict[str, str]] = {
    **LABELS_OF_RECORDS,
    "kind": {
        "yellow_notice": _("Yellow Notice"),
        "sighting": _("Sighting"),
        "border_crossing": _("Border crossing"),
        "shelter_registration": _("Shelter registration"),
    },
    "role": {
        "officer": _("Tracing officer"),
        "agency": _("Border agency"),
        "shelter": _("Shelter"),
        "reviewer": _("Reviewer"),
        "bureau": _("National bureau"),
        "auditor": _("Auditor"),
        "admin": _("Administrator"),
    },
    "purpose": {
        "find_missing_person": _("Find a missing person"),
        "identify_victim": _("Identify a victim"),
        "identify_deceased": _("Identify a dead person"),
        "protect_person": _("Protect a person"),
        "prevent_trafficking": _("Prevent trafficking"),
        "restore_family_links": _("Restore family links"),
        "answer_person_concerned": _("Answer the person concerned"),
    },
    **OFFICE_LABELS,
    "sex": {
        "female": _("Female"),
        "male": _("Male"),
        "not_known": _("Not known"),
        "not_applicable": _("Not applicable"),
    },
    "field": {
        "names": _("Names"),
        "sex": _("Sex"),
        "birth_date": _("Date of birth"),
        "birth_place": _("Place of birth"),
        "birth_country": _("Country of birth"),
        "age": _("Age"),
        "nationalities": _("Nationality"),
        "documents": _("Documents"),
        "marks": _("Marks"),
        "height_cm": _("Height (cm)"),
        "weight_kg": _("Weight (kg)"),
        "eyes": _("Eyes"),
        "hair": _("Hair"),
        "languages": _("Languages"),
        "relatives": _("Relatives"),
        "phones": _("Phones"),
        "accounts": _("Accounts"),
        "addresses": _("Addresses"),
        "photographs": _("Photographs on file"),
    },
    "feature": {
        "prior": _("Before any evidence"),
        "name": _("Names"),
        "birth": _("Birth and age"),
        "sex": _("Sex"),
        "nationality": _("Nationality"),
        "birth_country": _("Country of birth"),
        "document": _("Documents"),
        "face": _("Face"),
        "mark": _("Marks"),
        "relative": _("Relatives"),
        "phone": _("Phones"),
        "account": _("Accounts"),
        "flight": _("Flight, train or ship"),
        "recruitment": _("Recruitment"),
        "address": _("Addresses"),
        "language": _("Languages"),
        "height": _("Height (cm)"),
        "eyes": _("Eyes"),
        "hair": _("Hair"),
        "journey": _("Place and time"),
        "kinship": _("Kinship"),
        "household": _("Shared contacts"),
        "crowd": _("Common to many"),
    },
    "agreement": {
        "same": _("same"),
        "near": _("near"),
        "different": _("different"),
        "missing": _("missing"),
    },
    "name": {
        "main": _("main name"),
        "birth": _("birth name"),
        "alias": _("alias"),
        "nickname": _("nickname"),
        "pseudonym": _("pseudonym"),
    },
    "document": {
        "passport": _("Passport"),
        "identity_card": _("Identity card"),
        "residence_permit": _("Residence permit"),
        "visa": _("Visa"),
        "refugee_document": _("Refugee document"),
        "birth_certificate": _("Birth certificate"),
        "driving_licence": _("Driving licence"),
        "other": _("Other document"),
    },
    "document_status": {
        "issued": "",
        "lost": _("lost"),
        "stolen": _("stolen"),
        "taken": _("taken from its holder"),
        "held_by_another": _("held by another"),
        "false": _("false"),
    },
    "mark": {
        "scar": _("Scar"),
        "tattoo": _("Tattoo"),
        "birthmark": _("Birthmark"),
        "burn": _("Burn"),
        "amputation": _("Amputation"),
        "deformity": _("Deformity"),
        "piercing": _("Piercing"),
        "other": _("Other mark"),
    },
    "relation": {"father": _("Father"), "mother": _("Mother"), "other": _("Other relative")},
    "place": {
        "street": _("street"),
        "private_home": _("private home"),
        "workplace": _("workplace"),
        "online": _("online"),
        "scam_compound": _("scam compound"),
        "border_point": _("border point"),
        "airport": _("airport"),
        "port": _("port"),
        "station": _("station"),
        "shelter": _("shelter"),
        "camp": _("camp"),
        "hospital": _("hospital"),
        "hotel": _("hotel"),
        "school": _("school"),
        "police_station": _("police station"),
        "other": _("other place"),
    },
    "direction": {
        "entry": _("entry"),
        "exit": _("exit"),
        "transit": _("transit"),
        "refused": _("refused at the border"),
    },
    "movement": {"in": _("arrival"), "out": _("departure"), "transfer": _("transfer")},
    "state": {
        "in_review": _("In review"),
        "confirmed_once": _("Waits for a second reviewer"),
        "deferred": _("Left open"),
        "confirmed": _("One person"),
        "rejected": _("Different people"),
        "kin": _("Kin"),
        "document_misuse": _("A document of another"),
        "withdrawn": _("Taken back"),
    },
    "suggestion": {
        "same": _("one person"),
        "kin": _("kin"),
        "document_misuse": _("a document of another"),
    },
    "verdict": {
        "same": _("Same person"),
        "different": _("Different people"),
        "kin": _("Kin"),
        "document_misuse": _("A document of another"),
        "unsure": _("Unsure"),
        "needs_information": _("Needs information"),
    },
    "key": {
        "same": _("Same person"),
        "different": _("Different people"),
        "kin": _("Kin"),
        "document_misuse": _("A document of another"),
        "unsure": _("Unsure"),
        "needs_information": _("Needs information"),
        "keep": _("Keep this answer (beside Enter)"),
        "skip": _("Skip"),
        "undo": _("Undo"),
    },
    "verdict_means": {
        "same": _("Joins the records when a second reviewer agrees."),
        "different": _("Is remembered: the pair comes back with new evidence only."),
        "kin": _("Twins, brothers and sisters, parent and child: linked, never joined."),
        "document_misuse": _("Two people, one with a document of the other. Accuses nobody."),
        "unsure": _("Leaves the pair open for others."),
        "needs_information": _("Leaves the pair open, and says what is missing."),
    },
    "caution": {
        "document_misuse": _(
            "The evidence suggests two people, one of whom used a document of the other. “Same person” is refused."
        ),
        "kin": _("The evidence suggests kin. “Same person” needs a telling fact that kin do not share."),
        "known_kin": _(
            "One of the two has a twin or other kin among the records. “Same person” needs a telling fact that kin do "
            "not share."
        ),
        "face_led": _(
            "Little but the face speaks for one person, and faces of strangers can be alike. “Same person” needs a "
            "telling fact, or reviewers of two countries."
        ),
        "child": _(
            "One of the two was a child. Faces of children change and are mistaken more often. “Same person” needs "
            "reviewers of two countries."
        ),
    },
    "fact": {
        "mark": _("A mark on the body"),
        "fingerprint_reference": _("A reference to fingerprints"),
        "document": _("A document"),
    },
    "order": {
        "strongest": _("Strongest first"),
        "oldest": _("Oldest first"),
        "child_first": _("Children first"),
    },
    "dispute": {
        "birth-after-event": _("The birth date lies after the event."),
        "event-in-future": _("The event lies in the future of its entry."),
        "unknown-country": _("The country code is not known."),
        "document-expired": _("The document had expired when the event happened."),
        "age-contradicts-birth": _("Age and birth date exclude each other."),
        "improbable-age": _("The age or birth date makes the person older than 120 years."),
        "mrz-unreadable": _("The lines of the document's machine-readable zone cannot be read."),
        "mrz-check-digit": _("A check digit of the document's machine-readable zone is wrong."),
        "mrz-date": _("A date of the document's machine-readable zone is no date."),
        "mrz-sex": _("The document's machine-readable zone states no known sex."),
        "kept-unread": _("What was sent breaks a rule of its format; it is kept as it was sent and not matched."),
    },
} | REPORT_LABELS
"""English words by group and code."""

COUNTRIES_OF_ICAO = {
    "XXA": _("Stateless"),
    "XXB": _("Refugee"),
    "XXC": _("Refugee (other)"),
    "XXX": _("Nationality not known"),
    "RKS": _("Kosovo"),
    "D": _("Germany"),
    "EUE": _("European Union"),
    "UNO": _("United Nations"),
}
"""Codes of ICAO Doc 9303 beside the countries of ISO 3166-1 that a reader is likely to meet."""

PROBABILITIES = (
    (0.99, _("very likely one person")),
    (0.9, _("likely one person")),
    (0.5, _("possibly one person")),
    (0.1, _("weak lead")),
    (0.0, _("too little to tell")),
)
"""Least probability, and what it is called."""

FORMATS_IN_WORDS = {
    "csv": _("A table as CSV, one report a row"),
    "xlsx": _("A workbook of a spreadsheet program (XLSX), one report a row"),
    "ndjson": _("Reports in the form of the API, one JSON object a line"),
    "interpol": _("Yellow Notices as INTERPOL's service gives them (JSON)"),
    "pfif": _("Persons and notes of a register of missing persons (PFIF)"),
    "paxlst": _("Passenger and crew lists (EDIFACT PAXLST)"),
    "htcds-csv": _("Cases of IOM's data standard (HTCDS) as CSV"),
    "htcds-json": _("Cases of IOM's data standard (HTCDS) as JSON"),
    "ftm": _("FollowTheMoney entities, one a line"),
}
"""Formats that can be uploaded, the most usual first."""
