"""
What can be found of the questions, by those alone who answered them and read why: a question found by its words would be a question given.

Teachers find none but those they answered themselves: no page shows them the bank.
"""

from collections.abc import Collection, Iterator

from django.utils.text import Truncator

from sextant.assessment.bank import document_of
from sextant.assessment.document import ItemDocument, Proposition
from sextant.assessment.models import ItemVersion
from sextant.ground.search import Audience, Document
from sextant.ground.search.words import LANGUAGES
from sextant.kernel.text import Text
from sextant.ui.prose import bare

LONGEST_TITLE = 140


class Questions:
    """See `ground.search.Searchable`. The bank and the checks inside resources."""

    kind = "question"

    def stamps(self) -> dict[str, str]:
        """Return every current question."""
        return dict(ItemVersion.objects.filter(current=True).values_list("uid", "content_hash"))

    def documents(self, uids: Collection[str]) -> Iterator[Document]:
        """Stem, propositions and explanation."""
        for row in ItemVersion.objects.filter(current=True, uid__in=uids):
            document = document_of(row)
            for reader in LANGUAGES:
                stem = Text(document.stem).in_language(reader)
                asked = bare(str(stem))
                texts = [*_propositions(document), Text(document.explanation)]
                yield Document(
                    kind=self.kind,
                    uid=row.uid,
                    reader=reader,
                    language=stem.language,
                    title=Truncator(asked).chars(LONGEST_TITLE),
                    words="\n".join([asked, *(bare(str(text.in_language(stem.language))) for text in texts)]),
                    stamp=row.content_hash,
                    framework=row.framework,
                    competences=tuple(document.weights),
                    audience=Audience.NAMED,
                )


def _propositions(document: ItemDocument) -> Iterator[Text]:
    propositions: tuple[Proposition, ...] = getattr(document, "propositions", ())
    for proposition in propositions:
        yield Text(proposition.text)


SEARCH = (Questions(),)
