"""Data sets as a graph: the properties that DCAT-AP 3 asks for and advises.

Names of properties and lists of values: SEMIC, "DCAT-AP 3.0.1", 2025; Publications
Office of the European Union, authority tables.
"""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, XSD, BNode, Literal, URIRef
from rdflib import Graph as Triples
from rdflib.term import Node

from trajectoire.web.ledger.dimensions import Source, Territory
from trajectoire.web.opendata.description import Address, DataSet
from trajectoire.web.opendata.files import Format
from trajectoire.web.opendata.schema import LICENCE, is_open

_EUROPE = "http://publications.europa.eu/resource/authority"
_IANA = "https://www.iana.org/assignments/media-types"
_INSEE = "http://id.insee.fr/geo"
_KINDS = ("commune", "departement", "region")  # that INSEE names by an address
_HYDRA = "http://www.w3.org/ns/hydra/core#"
_LANGUAGES = {"fr": "FRA", "en": "ENG"}


class Graph:
    """A page of the catalogue being written.

    Parameters
    ----------
    address
        Makes a path of the site an address. [-]

    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._triples = Triples()
        self._triples.bind("dcat", DCAT)
        self._triples.bind("dct", DCTERMS)
        self._triples.bind("hydra", _HYDRA)

    def serialised(self, form: str) -> str:
        """Give the text of the graph."""
        return self._triples.serialize(format=form)

    def catalogue(self, name: str, publisher: str, home: str) -> None:
        """Say what the catalogue is and who publishes it."""
        here = URIRef(name)
        self._add(here, RDF.type, DCAT.Catalog)
        for language in _LANGUAGES:
            with override(language):
                title = _("Données de Trajectoire")
                told = _(
                    "Comptes et mesures des émissions de territoires, avec unités, "
                    "incertitudes et sources."
                )
            self._add(here, DCTERMS.title, Literal(title, language))
            self._add(here, DCTERMS.description, Literal(told, language))
        self._add(here, DCTERMS.publisher, self._agent(publisher))
        self._add(here, FOAF.homepage, URIRef(home))
        self._add(here, DCTERMS.license, self._licence())
        self._languages(here)

    def next_page(self, name: str, query: str) -> None:
        """Say where the rest of the catalogue is."""
        view = BNode()
        self._add(URIRef(name), URIRef(f"{_HYDRA}view"), view)
        self._add(view, RDF.type, URIRef(f"{_HYDRA}PartialCollectionView"))
        following = URIRef(name.partition("#")[0] + query)
        self._add(view, URIRef(f"{_HYDRA}next"), following)

    def data_set(
        self,
        catalogue: str,
        told: DataSet,
        files: list[tuple[Format, str]],
        publisher: str,
    ) -> None:
        """Describe the figures of a territory, and where to take them."""
        territory = told.territory
        page = self._address(files[0][1]).rsplit(".", 1)[0]
        here = URIRef(f"{page}#{territory.vintage}")
        self._add(URIRef(catalogue), DCAT.dataset, here)
        self._add(here, RDF.type, DCAT.Dataset)
        self._words(here, territory)
        self._add(here, DCTERMS.identifier, Literal(str(here)))
        self._add(here, DCTERMS.publisher, self._agent(publisher))
        self._add(here, DCAT.theme, _authority("data-theme", "ENVI"))
        self._add(here, DCTERMS.accrualPeriodicity, _authority("frequency", "IRREG"))
        self._add(here, DCTERMS.accessRights, _authority("access-right", "PUBLIC"))
        self._add(here, DCTERMS.modified, _instant(told.modified))
        self._add(here, DCTERMS.spatial, self._place(territory))
        self._add(here, DCTERMS.temporal, self._period(told))
        self._languages(here)
        self._origins(here, told.sources)
        for form, path in files:
            self._distribution(here, form, self._address(path), told.sources)

    def _words(self, here: URIRef, territory: Territory) -> None:
        for language in _LANGUAGES:
            with override(language):
                title = _("Émissions, énergie et polluants\u202f: %s") % territory.name
                about = _(
                    "Ce que chaque source dit de chaque case\u202f: quoi, quel "
                    "secteur, quelle année, combien, avec quelle incertitude."
                )
                keywords = (_("gaz à effet de serre"), _("énergie"), _("PCAET"))
            self._add(here, DCTERMS.title, Literal(title, language))
            self._add(here, DCTERMS.description, Literal(about, language))
            for word in keywords:
                self._add(here, DCAT.keyword, Literal(word, language))

    def _origins(self, here: URIRef, sources: tuple[Source, ...]) -> None:
        statement = BNode()
        self._add(here, DCTERMS.provenance, statement)
        self._add(statement, RDF.type, DCTERMS.ProvenanceStatement)
        for source in sources:
            self._add(statement, RDFS.label, Literal(str(source)))
            origin = BNode()
            self._add(here, PROV.wasDerivedFrom, origin)
            self._add(origin, RDF.type, PROV.Entity)
            self._add(origin, RDFS.label, Literal(str(source)))
            self._add(origin, DCTERMS.rights, Literal(source.licence))
            self._add(origin, PROV.wasAttributedTo, self._agent(source.publisher))

    def _distribution(
        self, here: URIRef, form: Format, address: str, sources: tuple[Source, ...]
    ) -> None:
        file = URIRef(f"{address}#file")
        self._add(here, DCAT.distribution, file)
        self._add(file, RDF.type, DCAT.Distribution)
        self._add(file, DCTERMS.title, Literal(form.name.upper()))
        self._add(file, DCAT.accessURL, URIRef(address))
        self._add(file, DCAT.downloadURL, URIRef(address))
        self._add(file, DCTERMS["format"], _authority("file-type", form.european))
        media = URIRef(f"{_IANA}/{form.media}")
        self._add(file, DCAT.mediaType, media)
        self._add(media, RDF.type, DCTERMS.MediaType)
        self._add(file, DCTERMS.rights, self._rights(sources))
        if is_open(sources):
            self._add(file, DCTERMS.license, self._licence())

    def _rights(self, sources: tuple[Source, ...]) -> Node:
        statement = BNode()
        self._add(statement, RDF.type, DCTERMS.RightsStatement)
        for source in sources:
            said = Literal(f"{source}: {source.licence}")
            self._add(statement, RDFS.label, said)
        return statement

    def _licence(self) -> Node:
        licence = URIRef(LICENCE["path"])
        self._add(licence, RDF.type, DCTERMS.LicenseDocument)
        self._add(licence, RDFS.label, Literal(LICENCE["title"]))
        return licence

    def _agent(self, name: str) -> Node:
        agent = URIRef(self._address("/") + "#" + _slug(name))
        self._add(agent, RDF.type, FOAF.Agent)
        self._add(agent, FOAF.name, Literal(name))
        return agent

    def _place(self, territory: Territory) -> Node:
        place: Node = BNode()
        if territory.kind in _KINDS and territory.code[-3:].isalnum():
            place = URIRef(f"{_INSEE}/{territory.kind}/{territory.code}")
        self._add(place, RDF.type, DCTERMS.Location)
        self._add(place, RDFS.label, Literal(territory.name))
        return place

    def _period(self, told: DataSet) -> Node:
        period = BNode()
        self._add(period, RDF.type, DCTERMS.PeriodOfTime)
        self._add(period, DCAT.startDate, _instant(told.start))
        self._add(period, DCAT.endDate, _instant(told.end))
        return period

    def _languages(self, here: URIRef) -> None:
        for code in _LANGUAGES.values():
            self._add(here, DCTERMS.language, _authority("language", code))

    def _add(self, subject: Node, predicate: URIRef, value: Node) -> None:
        self._triples.add((subject, predicate, value))


def _authority(table: str, code: str) -> URIRef:
    return URIRef(f"{_EUROPE}/{table}/{code}")


def _instant(moment: datetime) -> Literal:
    return Literal(moment.isoformat(timespec="seconds"), datatype=XSD.dateTime)


def _slug(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name.lower()).strip("-")
