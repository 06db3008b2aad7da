"""What can be found of the frameworks: the norms."""

from collections.abc import Collection, Iterator

from sextant.frameworks.document import Norm as NormDocument
from sextant.frameworks.models import Norm
from sextant.ground.search import Document
from sextant.ground.search.words import LANGUAGES
from sextant.kernel.text import Text


class Norms:
    """See `ground.search.Searchable`."""

    kind = "norm"

    def stamps(self) -> dict[str, str]:
        """Return every current norm."""
        return dict(Norm.objects.filter(current=True).values_list("uid", "content_hash"))

    def documents(self, uids: Collection[str]) -> Iterator[Document]:
        """Title, identifier, issuer and note."""
        for row in Norm.objects.filter(current=True, uid__in=uids):
            norm = NormDocument.model_validate(row.body)
            for reader in LANGUAGES:
                title = Text(norm.title).in_language(reader)
                note = str(Text(norm.note).in_language(reader)) if norm.note else ""
                yield Document(
                    kind=self.kind,
                    uid=row.uid,
                    reader=reader,
                    language=title.language,
                    title=str(title),
                    words=" · ".join(part for part in (norm.identifier, norm.issuer, norm.date or "", note) if part),
                    stamp=row.content_hash,
                )


SEARCH = (Norms(),)
