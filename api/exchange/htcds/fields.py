"""Fields of HTCDS 2.0: what each is called, and what it may hold."""

from enum import Enum
from functools import cache, lru_cache
from typing import NamedTuple

from api.exchange.htcds import codes

PREFIXES = ("org", "prs", "vic", "per", "cas", "hte", "spl", "cco", "con")
"""Of the standard's tables: organisation, person, victim, perpetrator, case, historic trafficking event, support plan,
case comment, consent."""


class Kind(Enum):
    """What a field holds."""

    text = "text"
    date = "date"
    number = "number"
    checkbox = "checkbox"
    phone = "phone"
    country = "country"
    language = "language"
    code = "code"


class Field(NamedTuple):
    """A field of the standard.

    Attributes:
        name: with its prefix, as the standard writes it.
        codes: the values that a field of codes may have.
        several: whether it holds several values; in CSV a semicolon stands between them.
    """

    name: str
    kind: Kind = Kind.text
    codes: tuple[str, ...] = ()
    several: bool = False


NUMBER = "cas_CaseNumber"
"""The case's number at its owner. The standard leaves it to the owner's system, where every case has one."""


def _texts(prefix: str, names: str) -> list[Field]:
    return [Field(f"{prefix}_{name}") for name in names.split()]


def _of(kind: Kind, *names: str) -> list[Field]:
    return [Field(name, kind) for name in names]


def _one(name: str, values: tuple[str, ...]) -> Field:
    return Field(name, Kind.code, values)


def _several(name: str, values: tuple[str, ...]) -> Field:
    return Field(name, Kind.code, values, several=True)


EVENT_FIELDS: tuple[Field, ...] = (
    Field("hte_Date", Kind.date),
    _one("hte_Type", codes.EVENT_TYPE),
    *_texts("hte", "Street City State PostalCode"),
    Field("hte_Country", Kind.country),
    *_of(Kind.number, "hte_Latitude", "hte_Longitude"),
    Field("hte_Description"),
)
"""Fields of a historic trafficking event, of which a case has any number."""

CASE_FIELDS: tuple[Field, ...] = (
    Field(NUMBER),
    _one("cas_Status", codes.CASE_STATUS),
    *_texts("cas", "ReasonForCaseClosure CaseOwner ReferringOrganisation"),
    Field("cas_IncomingReferralDate", Kind.date),
    Field("cas_ReferringPrimaryCaseWorker"),
    _one("cas_ReasonForIncomingReferral", codes.REFERRAL_REASON),
    *_texts("cas", "IncomingReferralDetails ReferredOrganisation ReferredPrimaryCaseWorker"),
    _one("cas_ReasonForOutgoingReferral", codes.REFERRAL_REASON),
    Field("cas_OutgoingReferralDate", Kind.date),
    Field("cas_OutgoingReferralDetails"),
    *_texts("prs", "Salutation FirstName MiddleName SecondName"),
    Field("prs_Birthdate", Kind.date),
    _one("prs_Gender", codes.GENDER),
    Field("prs_Deceased", Kind.checkbox),
    _one("prs_MaritalStatus", codes.MARITAL_STATUS),
    Field("prs_NumberOfChildren", Kind.number),
    *_of(Kind.language, "prs_PrimaryLanguage", "prs_SecondaryLanguage"),
    Field("prs_HighestLevelOfEducation"),
    Field("prs_Citizenship", Kind.country, several=True),
    *_texts("prs", "IdentityNumber Title Email"),
    *_of(Kind.phone, "prs_HomePhone", "prs_MobilePhone"),
    *_texts("prs", "MailingStreet MailingCity MailingState MailingPostalCode"),
    Field("prs_MailingCountry", Kind.country),
    *_of(Kind.number, "prs_MailingLatitude", "prs_MailingLongitude"),
    _one("vic_TraffickingStatus", codes.TRAFFICKING_STATUS),
    _one("vic_TraffickingStatusDecisionMakingOrg", codes.DECISION_MAKING_ORGANISATION),
    _one("vic_RelationshipToTrafficker", codes.RELATIONSHIP_TO_TRAFFICKER),
    Field("vic_AgeWhenTrafficked", Kind.number),
    _several("vic_RecruitmentWebsitesAndApps", codes.WEBSITES_AND_APPS),
    _several("vic_MethodOfRecruitment", codes.METHOD_OF_RECRUITMENT),
    Field("vic_LocationOfRecruitment"),
    _several("vic_MethodsOfControl", codes.METHODS_OF_CONTROL),
    _several("vic_TypeOfExploitation", codes.TYPE_OF_EXPLOITATION),
    _several("vic_ForcedLabourIndustry", codes.INDUSTRY),
    _several("vic_TypeOfSexExploitation", codes.TYPE_OF_SEX_EXPLOITATION),
    Field("vic_LocationOfExploitation"),
    _several("vic_ExploitationWebsitesAndApps", codes.WEBSITES_AND_APPS),
    # Deprecated in 2.0, and still sent.
    *_texts("vic", "Vulnerabilities DetailsOfVulnerabilities"),
    Field("vic_AgreementToManagePersonalData", Kind.checkbox),
    _several("per_RoleInProcess", codes.ROLE_IN_PROCESS),
    *_texts("per", "RoleDetails Organisation"),
    *_texts("org", "Name ShippingStreet ShippingCity ShippingState ShippingPostalCode"),
    Field("org_ShippingCountry", Kind.country),
    *_of(Kind.number, "org_ShippingLatitude", "org_ShippingLongitude"),
    Field("org_Phone", Kind.phone),
    _one("org_Type", codes.ORGANISATION_TYPE),
    *_texts("spl", "Type Objectives ActionPlan"),
    *_of(Kind.date, "spl_PlannedEndDate", "spl_ActualEndDate"),
    Field("cco_CaseComment"),
    Field("con_Consent", Kind.checkbox),
)
"""Fields of a case and everything in it but its historic events."""

_OTHER_NAMES = {
    "cas_Number": NUMBER,
    "cas_CaseId": NUMBER,
    "cas_Id": NUMBER,
    "cas_Reference": NUMBER,
    "prs_LastName": "prs_SecondName",
    "prs_Nationality": "prs_Citizenship",
    "vic_LabourIndustry": "vic_ForcedLabourIndustry",
}
"""Names of earlier versions of the standard and of its toolkits."""


def squeezed(text: str) -> str:
    """Letters and digits alone, in small letters: the standard's samples have `prs_First_Name` and `prs_FirstName`."""
    return "".join(sign for sign in text.lower() if sign.isalnum())


@cache
def _by_name() -> dict[str, Field]:
    fields = {field.name: field for field in (*CASE_FIELDS, *EVENT_FIELDS)}
    names = {**{name: name for name in fields}, **_OTHER_NAMES}
    return {squeezed(written): fields[name] for written, name in names.items()}


def field_named(name: str) -> Field | None:
    """The field that a heading or key means, in whatever case and with whatever underscores; None if there is none."""
    return _by_name().get(squeezed(name))


@lru_cache(maxsize=1024)
def is_of_an_event(name: str) -> bool:
    """Whether a name, known or not, is of the table of historic events."""
    return squeezed(name).startswith("hte")


@cache
def codes_by_name(values: tuple[str, ...]) -> dict[str, str]:
    """Codes by their squeezed names and labels: `Forced labour` → `ForcedLabour`, `Construction` → `F_Construction`."""
    labels = {squeezed(code.partition("_")[2]): code for code in values if code[1:2] == "_"}
    return labels | {squeezed(code): code for code in values}
