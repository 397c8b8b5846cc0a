#!/usr/bin/env bash
# Babel 2.19.0 (Python 3.11) cannot write every int: format_decimal and format_unit raise InvalidOperation from 26 digits on,
# format_currency (EUR) from 27. Babel quantizes in the current decimal context, whose precision is 28 by default, and the
# decimals of the pattern count too. Amounts on chain have up to 78 digits (uint256). Seen:
#   format_decimal: 25 digits and no more
#   format_unit: 25 digits and no more
#   format_currency: 26 digits and no more
#   with a decimal context of 80 digits: 77 digits and no more
# So group large amounts yourself, or widen the decimal context around Babel to three digits more than the number has.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.19.0
"$folder/venv/bin/python" - <<'PYTHON'
from decimal import InvalidOperation, localcontext

from babel.numbers import format_currency, format_decimal
from babel.units import format_unit


def most_digits(write):
    digits = 0
    while True:
        try:
            write(10 ** (digits + 1) - 1)
        except InvalidOperation:
            return digits
        digits += 1


def decimal(number):
    return format_decimal(number, locale="en")


seen = {
    "format_decimal": most_digits(decimal),
    "format_unit": most_digits(lambda number: format_unit(number, "duration-second", locale="en")),
    "format_currency": most_digits(lambda number: format_currency(number, "EUR", locale="en")),
}
with localcontext() as context:
    context.prec = 80
    seen["with a decimal context of 80 digits"] = most_digits(decimal)
for name, digits in seen.items():
    print(f"{name}: {digits} digits and no more")
assert list(seen.values()) == [25, 25, 26, 77]
PYTHON
