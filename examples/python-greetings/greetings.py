# SPDX-License-Identifier: MIT
"""Greetings in several languages."""

import sys

GREETINGS = {"en": "Hello", "de": "Hallo", "fr": "Bonjour", "ru": "Привет"}


def greeting(name="world", language="en"):
    """The greeting of a name; KeyError for a language that is not known."""
    return f"{GREETINGS[language]}, {name}!"


def main():
    """The program `greetings [NAME [LANGUAGE]]`."""
    name, language = (sys.argv[1:] + ["world", "en"][len(sys.argv) - 1 :])[:2]
    if language not in GREETINGS:
        sys.exit(f"greetings: no language '{language}': one of {', '.join(sorted(GREETINGS))}")
    print(greeting(name, language))


if __name__ == "__main__":
    main()
