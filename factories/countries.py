"""Where people live, and what they speak and pay with there."""

COUNTRIES = {"US": 30, "IN": 20, "GB": 14, "DE": 9, "CA": 7, "FR": 6, "AU": 5, "ES": 4, "BR": 3, "JP": 2}

# The mother tongue comes first: it weighs so much.
LANGUAGES = {
    "US": {"en": 900, "es": 30, "fr": 10, "zh": 10},
    "IN": {"hi": 300, "en": 200, "ta": 80, "bn": 80, "mr": 60},
    "GB": {"en": 900, "fr": 30, "pl": 10, "ur": 10},
    "DE": {"de": 900, "en": 90, "tr": 15, "fr": 15},
    "CA": {"en": 700, "fr": 200, "zh": 30},
    "FR": {"fr": 900, "en": 70, "es": 30, "ar": 15},
    "AU": {"en": 900, "zh": 20, "it": 10},
    "ES": {"es": 900, "en": 70, "ca": 60, "fr": 20},
    "BR": {"pt": 900, "en": 50, "es": 40},
    "JP": {"ja": 900, "en": 60, "ko": 10},
}

CURRENCIES = {
    "US": ["USD"], "IN": ["INR"], "GB": ["GBP"], "DE": ["EUR"], "CA": ["CAD"],
    "FR": ["EUR"], "AU": ["AUD"], "ES": ["EUR"], "BR": ["BRL"], "JP": ["JPY"],
}  # fmt: skip

# What costs or earns one US dollar there: price levels, not exchange rates.
PRICE_LEVEL = {"USD": 1, "INR": 22, "GBP": 0.7, "EUR": 0.8, "CAD": 1.2, "AUD": 1.4, "BRL": 1.9, "JPY": 90}
