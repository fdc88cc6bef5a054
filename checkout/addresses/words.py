"""The English words of address forms, marked for extraction and translated where shown."""

from ..words import N_

COUNTRY = N_("Country")
NAME = N_("Full name")
COMPANY = N_("Company")
STREET = N_("Address")
PHONE = N_("Phone")

POSTAL_CODE = {
    "postal": N_("Postal code"),
    "postcode": N_("Postcode"),
    "zip": N_("ZIP code"),
    "eircode": N_("Eircode"),
    "pin": N_("PIN code"),
}
REGION = {
    "area": N_("Area"),
    "county": N_("County"),
    "department": N_("Department"),
    "district": N_("District"),
    "do_si": N_("Province / City"),
    "emirate": N_("Emirate"),
    "governorate": N_("Governorate"),
    "island": N_("Island"),
    "oblast": N_("Oblast"),
    "parish": N_("Parish"),
    "prefecture": N_("Prefecture"),
    "province": N_("Province"),
    "region": N_("Region"),
    "state": N_("State"),
}
CITY = {
    "city": N_("City"),
    "district": N_("District"),
    "post_town": N_("Town / City"),
    "suburb": N_("Suburb"),
}
SECOND_LINE = {
    "": N_("Apartment, floor or building"),
    "district": N_("Apartment, floor, district"),
    "neighborhood": N_("Apartment, floor, neighbourhood"),
    "suburb": N_("Apartment, floor, suburb"),
    "townland": N_("Apartment, floor, townland"),
    "village_township": N_("Apartment, floor, village or township"),
}

LABELS = frozenset(
    {COUNTRY, NAME, COMPANY, STREET, PHONE}
    | {*POSTAL_CODE.values(), *REGION.values(), *CITY.values(), *SECOND_LINE.values()}
)
