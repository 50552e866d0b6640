"""What people write in the eight forms that ship, page by page, as they type it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Written = Mapping[str, Any]  # Any: a text, True for a tick, a list of texts, or a list of items
PLACE: Final = "{place}"
"""Stands for the name of a commune in the page's language."""

DOCUMENT: Final = "{document}"
SIGNED: Final = "{signed}"
ME: Final = {"family_name": "Bennani", "given_name": "Salma"}
BOTH: Final = ME | {"family_name_ar": "بناني", "given_name_ar": "سلمى"}


@dataclass(frozen=True)
class Journey:
    """One form: the service from whose page it is begun, whether people sign in, what they write."""

    form: str
    service: str
    signed_in: bool
    pages: Sequence[Written]


JOURNEYS: Final = (
    Journey("birth-certificate-copy", "copie-integrale-acte-naissance", True, (
        ME | {"for_whom": "child"},
        {"child": [
            {"child_given_name": "Adam", "child_born_on": "3/9/2015", "child_commune": PLACE,
             "child_record_number": "412", "child_record_year": "2015"},
            {"child_given_name": "Nour", "child_born_on": "٢٠/١/٢٠١٩", "child_commune": PLACE},
         ], "booklet": DOCUMENT},
        {"copies": "2", "way": "post", "address.line": "12, rue Atlas", "address.territory": PLACE,
         "phone": "0612345678", "truth": True},
    )),
    Journey("criminal-record-extract", "casier-judiciaire", True, (
        BOTH | {"nationality": "moroccan", "born_on": "27/3/1990", "born_where": "morocco", "birth_commune": PLACE},
        {"father_given_name": "Driss", "mother_family_name": "Alaoui", "mother_given_name": "Khadija"},
        {"identity": DOCUMENT, "birth_record": DOCUMENT, "way": "online", "phone": "0612345678",
         "email": "salma@example.org"},
        {"about_me": True, "signature": SIGNED},
    )),
    Journey("driving-licence-renewal", "permis-conduire-renouvellement", True, (
        BOTH | {"born_on": "27/3/1985", "phone": "0612345678"},
        {"reason": "ten-years", "number": "01/123456", "issued_on": "1/6/2016", "expired_on": "1/6/2026",
         "categories": ["a", "b"]},
        {"identity": DOCUMENT, "photo": DOCUMENT, "medical": DOCUMENT, "medical_on": "2/6/2026", "receipt": DOCUMENT},
        {"agency": PLACE, "truth": True, "signature": SIGNED},
    )),
    Journey("building-permit", "permis-construire", True, (
        ME | {"order_number": "1234", "phone": "0537123456", "email": "salma@example.org"},
        {"owner": [
            {"owner_name": "Omar Tazi", "owner_kind": "person", "owner_cnie": "BE123456", "share": "60"},
            {"owner_name": "Atlas SARL", "owner_kind": "company", "owner_ice": "001561191000066", "share": "40"},
         ], "shares_whole": True},
        {"commune": PLACE, "place": "Lotissement 3, parcelle 12", "point.lat": "33,97", "point.lon": "-6,85",
         "registered": "yes", "title_number": "1234/R", "land_m2": "200"},
        {"work": "new", "use": "housing", "size": "small", "ground_m2": "120", "floor_m2": "320,5", "storeys": "2",
         "height_m": "11", "homes": "2"},
        {"conformity": True, "truth": True, "signature": SIGNED},
    )),
    Journey("company-name-certificate", "certificat-negatif", True, (
        ME | {"paper": "passport", "passport": "AB1234567", "identity": DOCUMENT, "phone": "0612345678",
              "email": "salma@example.org", "founder": "mandated", "founder_name": "Omar Tazi"},
        {"name_kind": "company", "legal_form": "sarl", "activity": "Vente de livres", "seat.line": "5, rue Atlas",
         "seat.territory": PLACE, "again": "no"},
        {"proposal": [{"name": "Maktaba Atlas", "meaning": "Librairie"}, {"name": "Kutub"}],
         "not_a_brand": True, "truth": True},
    )),
    Journey("self-employed-registration", "auto-entrepreneur-inscription", True, (
        BOTH | {"born_on": "27/3/1990", "home.line": "12, rue Atlas", "home.territory": PLACE,
                "phone": "0612345678"},
        {"field": "services", "main_activity": "Programmation", "other_activity": [{"other_name": "Formation"}],
         "starts_on": "1/1/2027", "turnover": "150000", "where": "premises", "premises.line": "3, rue Fès",
         "premises.territory": PLACE},
        {"job": "employee", "trade_register": "yes", "rc.number": "12345", "rc.court": "Rabat", "agency": PLACE},
        {"one_status": True, "truth": True, "signature": SIGNED},
    )),
    Journey("school-grant-application", "bourse-minhaty", True, (
        BOTH | {"born_on": "27/3/2008", "home": PLACE, "phone": "0612345678"},
        {"massar": "G123456789", "bac_year": "{year}", "bac_field": "sciences", "average": "15,25",
         "institution": "Faculté des sciences", "institution_commune": PLACE},
        {"rnp_id": "1234567890", "rsu": "yes", "guardian": "mother", "guardian_name": "Khadija Alaoui",
         "guardian_cnie": "A123456", "situation": ["orphan"],
         "sibling": [{"sibling_name": "Adam", "sibling_born": "3/9/2015", "sibling_studies": "school"}]},
        {"check_rsu": True, "truth": True},
    )),
    Journey("public-service-complaint", "reclamation-chikaya", False, (
        {"nature": "complaint", "body_kind": "commune", "commune": PLACE, "subject": "document",
         "asked_document": "Certificat de résidence", "happened_on": "2/11/2026",
         "story": "Au guichet, on m’a demandé une pièce qui n’est pas dans la liste publiée."},
        {"told_before": "yes", "told_on": "5/11/2026", "reference": "2026-118"},
        {"as_who": "other", "full_name": "Salma Bennani", "for_name": "Khadija Alaoui", "answer_by": "email",
         "email": "salma@example.org", "hide_name": "no", "truth": True},
    )),
)  # fmt: skip
