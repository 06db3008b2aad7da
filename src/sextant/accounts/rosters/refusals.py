"""Why a file is refused as a whole: each refusal is a sentence that says what to do."""

from django.utils.functional import Promise


class UnreadableRoster(ValueError):
    """The file is not a list of people; `sentence` says why and what to do next."""

    def __init__(self, sentence: str | Promise) -> None:
        self.sentence = sentence
        super().__init__(str(sentence))
