"""What a buyer reads beside a field that needs another look: msgids with their placeholders."""

from ..words import N_

MISSING = {
    "name": N_("Enter a full name"),
    "line1": N_("Enter a street and house number"),
    "country": N_("Choose a country"),
}
TOO_LONG = {
    "name": N_("Shorten the name to %(limit)d characters"),
    "company": N_("Shorten the company to %(limit)d characters"),
    "line1": N_("Shorten the address to %(limit)d characters"),
    "line2": N_("Shorten this line to %(limit)d characters"),
    "city": N_("Shorten the city to %(limit)d characters"),
    "region": N_("Shorten the region to %(limit)d characters"),
    "postal_code": N_("Shorten the postal code to %(limit)d characters"),
    "phone": N_("Enter a phone number of at most 15 digits"),
    "email": N_("Enter an e-mail address of at most %(limit)d characters"),
}

CARD_NUMBER = N_("This looks like a card number. Card details belong on the payment page only")
WEB_ADDRESS = N_("Enter a name without a web address")
STREET_IS_EMAIL = N_("Enter a street and house number, not an e-mail address")
CITY_IS_NUMBER = N_("Enter the name of the place, not a number")
COUNTRY_UNKNOWN = N_("Choose a country from the list")
COUNTRY_NOT_SERVED = N_("We do not deliver to this country yet")
REGION_UNKNOWN = N_("Choose one of the listed options")

CITY_MISSING = {
    "city": N_("Enter a city"),
    "district": N_("Enter a district"),
    "post_town": N_("Enter a town or city"),
    "suburb": N_("Enter a suburb"),
}
REGION_MISSING = {
    "area": N_("Enter your area"),
    "county": N_("Enter your county"),
    "department": N_("Enter your department"),
    "district": N_("Enter your district"),
    "do_si": N_("Enter your province or city"),
    "emirate": N_("Enter your emirate"),
    "governorate": N_("Enter your governorate"),
    "island": N_("Enter your island"),
    "oblast": N_("Enter your oblast"),
    "parish": N_("Enter your parish"),
    "prefecture": N_("Enter your prefecture"),
    "province": N_("Enter your province"),
    "region": N_("Enter your region"),
    "state": N_("Enter your state"),
}
POSTAL_CODE_MISSING = {
    "postal": N_("Enter a postal code"),
    "postcode": N_("Enter a postcode"),
    "zip": N_("Enter a ZIP code"),
    "eircode": N_("Enter an Eircode"),
    "pin": N_("Enter a PIN code"),
}
POSTAL_CODE_MALFORMED = {
    "postal": N_("Enter a postal code like %(example)s"),
    "postcode": N_("Enter a postcode like %(example)s"),
    "zip": N_("Enter a ZIP code like %(example)s"),
    "eircode": N_("Enter an Eircode like %(example)s"),
    "pin": N_("Enter a PIN code like %(example)s"),
}
POSTAL_CODE_ELSEWHERE = {
    "postal": N_("This postal code is not in %(region)s"),
    "postcode": N_("This postcode is not in %(region)s"),
    "zip": N_("This ZIP code is not in %(region)s"),
    "eircode": N_("This Eircode is not in %(region)s"),
    "pin": N_("This PIN code is not in %(region)s"),
}

PHONE_HAS_LETTERS = N_("Enter the phone number in digits")
PHONE_TOO_SHORT = N_("This phone number is too short")
PHONE_WITHOUT_AREA_CODE = N_("Enter the phone number with its area code")
PHONE_MALFORMED = N_("Enter a phone number like %(example)s")

EMAIL_MISSING = N_("Enter an e-mail address")
EMAIL_WITHOUT_AT = N_("Enter an e-mail address with an @, like name@example.com")
EMAIL_WITH_TWO_ATS = N_("Enter one e-mail address with a single @")
EMAIL_WITH_SPACE = N_("Remove the space from the e-mail address")
EMAIL_DOMAIN_WITHOUT_DOT = N_("Enter the whole e-mail address, like name@example.com")
EMAIL_MALFORMED = N_("Enter an e-mail address like name@example.com")
