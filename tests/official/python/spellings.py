"""Spellings of numbers of all regions, with the E.164 form Google's library gives them.

Writes: number, country calling code, E.164 or nothing, and whether it is a person's, separated by
tabs.
"""
import random

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

random.seed(7)
REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
NOT_PERSONAL = [
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.PERSONAL_NUMBER,
    PhoneNumberType.PAGER,
    PhoneNumberType.UAN,
    PhoneNumberType.VOICEMAIL,
]
TYPES = [
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.VOIP,
    *NOT_PERSONAL,
]


def expected(number, code):
    region = phonenumbers.region_code_for_country_code(code)
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return "\t"
    if parsed.country_code != code or not phonenumbers.is_valid_number(parsed):
        return "\t"
    is_personal = phonenumbers.number_type(parsed) not in NOT_PERSONAL and region != "001"
    return f"{phonenumbers.format_number(parsed, PhoneNumberFormat.E164)}\t{is_personal}"


def spellings(parsed):
    national = phonenumbers.national_significant_number(parsed)
    yield national
    yield phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
    yield phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    yield phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    yield "0" + national
    yield "00" + str(parsed.country_code) + national
    yield national[:-1]
    yield national + "0"
    yield " ".join(national)


ALLOWED = set("0123456789+ -()./")
written = 0
# Numbers of no country: satellites, freephone, networks.
for code in sorted(phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS):
    example = phonenumbers.example_number_for_non_geo_entity(code)
    for number in spellings(example):
        print(f"{number}\t+{code}\t{expected(number, code)}")
        written += 1
while written < 100_000:
    for region in REGIONS:
        code = phonenumbers.country_code_for_region(region)
        for kind in TYPES:
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None:
                continue
            national = phonenumbers.national_significant_number(example)
            changed = list(national)
            for place in random.sample(range(len(changed)), k=min(3, len(changed))):
                changed[place] = random.choice("0123456789")
            variant = phonenumbers.PhoneNumber(country_code=code, national_number=int("".join(changed)))
            for parsed in (example, variant):
                for number in spellings(parsed):
                    if number.strip() and len(number) <= 60 and set(number) <= ALLOWED:
                        print(f"{number}\t+{code}\t{expected(number, code)}")
                        written += 1
