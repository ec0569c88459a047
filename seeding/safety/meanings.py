"""What a place says about the numbers in it: prose, a number of another sort, or a person's number of some country."""

from __future__ import annotations

import re

from seeding.safety.kind import Place
from seeding.safety.words import Words, word_set

PROSE = Words(
    alone=(
        "note notes bio biography comment comments desc description message messages msg body text content memo remark"
        " remarks summary detail details about story review reviews feedback prose narrative abstract excerpt answer"
        " question reply transcript chat caption observation observations instructions reason subject log raw html"
        " notiz notizen bemerkung bemerkungen kommentar beschreibung nachricht nota notas comentario comentarios"
        " observacion observaciones observacao observacoes mensaje mensagem descripcion descricao commentaire"
        " remarque opmerking notatka"
    )
)
# A column, or a word in a text, after which digits are a number of something that is not a person's.
_THINGS = (
    "order orders tracking shipment parcel consignment invoice receipt ref reference references sku part product item"
    " article model serial revision build release isbn issn imei imsi iccid ean upc gtin barcode ticket case batch"
    " lot booking reservation confirmation coupon voucher promo gift licence license plate phone tel mobile fax zip"
    " postcode version transaction txn bestellung pedido commande"
)
_OTHER = Words(
    alone=(
        f"{_THINGS} key keys hash checksum digest fingerprint token tokens nonce signature uuid guid id ids uid code"
        " codes postal latitude longitude coordinates amount price total balance quantity count timestamp time date at"
        " ip mac port path file slug sequence seq session device request trace span event job run external etag commit"
    )
)
_OPAQUE = Words(
    alone="key hash checksum digest fingerprint token tokens nonce signature uuid guid salt secret etag commit hex"
)
IDENTITY = Words(
    anywhere="taxpayer taxid taxnumber nationalid identitynumber steuernummer steuerid",
    together=(
        "tax_id tax_no tax_number tax_identification tax_identifier tax_code national_id national_identity"
        " national_identifier national_number identity_number identity_no identity_card id_card id_number"
        " identification_number citizen_id government_id govt_id personal_id personal_number document_number"
        " document_no numero_documento documento_identidad kyc_id kyc_number"
    ),
    alone="tin documento govid kyc",
    unless="at brand country expiry expires file hash image name provider region scan status token type url verified",
)
SOCIAL_SECURITY = Words(
    anywhere="socialsecurity socialsec ssnnumber ssnno employeessn customerssn patientssn userssn",
    together="social_security social_sec soc_sec ss_number ss_no seguro_social",
    alone="ssn ssns itin itins atin",
    unless="at encrypted expiry hash status token type verified",
)
_NUMERIC = word_set(
    "int2 int4 int8 smallint integer int bigint numeric decimal real float4 float8 double money oid"
) | {"double precision"}
_FILLER = "number|numbers|no|nr|num|id|code|is|was|of|the"
_CALLED = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(_THINGS.split())})(?:[^0-9A-Za-z]+(?:{_FILLER}))*[^0-9A-Za-z]*\Z"
    # The groups behind the country of an IBAN can look like a card.
    r"|(?<![0-9A-Za-z])[A-Z]{2}[0-9]{2}[ .\-](?:[0-9A-Z]{4}[ .\-])*\Z",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"[^\W\d_]{2}[.,:;!?)\"']*\s+[(\[\"'<]*\Z")
_AFTER = re.compile(r"[)\]\"'>.,:;!?]*\s+[(\"']*[^\W\d_]{2}")
_NEAR = 40


def numeric(place: Place) -> bool:
    """True for a column of a type of numbers, which loses leading zeros."""
    return len(place.names) == 2 and place.names[0].partition("(")[0].strip() in _NUMERIC


def prose(place: Place) -> bool:
    """True where people write sentences; a type's name ("text") says nothing here."""
    return PROSE.named(place.names[1:])


def other(place: Place) -> bool:
    """True where numbers are of orders, parts or moments, or are keys and codes."""
    return _OTHER.named(place.names[1:]) and not prose(place)


def opaque(place: Place) -> bool:
    """True where texts are hashes, keys or tokens, which can spell anything."""
    return _OPAQUE.named(place.names[1:])


def called_other(text: str, start: int) -> bool:
    """True when the words before `start` say that a number of an order, a part or the like follows."""
    return _CALLED.search(text, max(0, start - _NEAR), start) is not None


def in_sentence(text: str, start: int, end: int) -> bool:
    """True when a word stands beside what lies between `start` and `end`, with a space between."""
    before = _BEFORE.search(text, max(0, start - _NEAR), start)
    return before is not None or _AFTER.match(text, end, end + _NEAR) is not None
