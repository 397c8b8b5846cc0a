"""What a developer gets wrong about words. None of these is for the people who read the words."""


class WordingError(Exception):
    """A catalogue and the code that uses it do not fit together."""


class UnknownCodeError(WordingError):
    """No catalogue has the code; add it to `en.toml`."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no catalogue has the code {code}; add it to symbia/words/en.toml")


class TemplateError(WordingError):
    """An entry of a catalogue cannot be read: a place without a name, an unknown spec, a brace too many."""


class MissingValueError(WordingError):
    """A place of a template, or its plural, has no value."""


class WrongValueError(WordingError):
    """A value is not of the type that its place words."""


class UnknownLanguageError(WordingError):
    """There is no catalogue for a language."""

    def __init__(self, language: str, languages: tuple[str, ...]) -> None:
        super().__init__(f"there is no catalogue for the language {language!r}; there are {', '.join(languages)}")
