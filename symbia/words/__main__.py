"""`python -m symbia.words zh`: the codes that a language lacks, one a line, for `tests/symbia/words/missing_zh.txt`."""

import sys

from symbia.words.files import missing


def main(languages: list[str]) -> None:
    """Raises UnknownLanguageError."""
    for language in languages:
        sys.stdout.writelines(f"{code}\n" for code in missing(language))


if __name__ == "__main__":
    main(sys.argv[1:])
