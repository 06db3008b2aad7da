"""What can be found of the catalogue: resources and the lexicon."""

from collections.abc import Collection, Iterator

from sextant.catalogue.document import Resource, Term
from sextant.catalogue.models import ResourceVersion, TermVersion
from sextant.ground.search import Document
from sextant.ground.search.words import LANGUAGES
from sextant.kernel.text import Text
from sextant.ui.prose import bare


class Resources:
    """See `ground.search.Searchable`."""

    kind = "resource"

    def stamps(self) -> dict[str, str]:
        """Return every current resource."""
        return dict(ResourceVersion.objects.filter(current=True).values_list("uid", "content_hash"))

    def documents(self, uids: Collection[str]) -> Iterator[Document]:
        """Title, summary, objectives and the whole text."""
        for row in ResourceVersion.objects.filter(current=True, uid__in=uids):
            resource = Resource.model_validate(row.body)
            for reader in LANGUAGES:
                title = Text(resource.title).in_language(reader)
                texts = [Text(resource.summary), *(Text(objective) for objective in resource.objectives), Text(resource.texts)]
                yield Document(
                    kind=self.kind,
                    uid=row.uid,
                    reader=reader,
                    language=title.language,
                    title=str(title),
                    words="\n".join(bare(str(text.in_language(reader))) for text in texts),
                    stamp=row.content_hash,
                    framework=row.framework,
                    competences=tuple(target.competence for target in resource.targets),
                )


class Terms:
    """See `ground.search.Searchable`. A word is found by its names in every language."""

    kind = "term"

    def stamps(self) -> dict[str, str]:
        """Return every current term."""
        return dict(TermVersion.objects.filter(current=True).values_list("uid", "content_hash"))

    def documents(self, uids: Collection[str]) -> Iterator[Document]:
        """Definition and names."""
        for row in TermVersion.objects.filter(current=True, uid__in=uids):
            term = Term.model_validate(row.body)
            names = [*term.term.items(), *((language, word) for language, words in term.also.items() for word in words)]
            for reader in LANGUAGES:
                title = Text(term.term).in_language(reader)
                others = dict.fromkeys(name for _language, name in names if name != str(title))
                yield Document(
                    kind=self.kind,
                    uid=row.uid,
                    reader=reader,
                    language=title.language,
                    title=str(title),
                    words=" · ".join([bare(str(Text(term.definition).in_language(reader))), *others]),
                    stamp=row.content_hash,
                    framework=row.framework,
                    competences=(term.competence,),
                )


SEARCH = (Resources(), Terms())
