"""A case as PROV-JSON: claims, documents and sources in the terms of the W3C, and the way back without loss.

Claims and documents are entities; sources, people and parties are agents. Who said a claim, through whom it came, which document
holds it and what it corrects stand in relations; everything else stands in attributes of the namespace ``winset`` as JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from winset.errors import BadRequest

Data = dict[str, Any]
NAMESPACE = "urn:winset:1:"
_JSON = "winset:json"
_LINKS = {"contradicts": "winset:contradicts", "retracts": "winset:retracts"}
_DERIVED = {"document": "prov:Quotation", "corrects": "prov:Revision", "copied_from": "winset:Copy"}
_AGENTS = {"sources": "winset:Source", "people": "prov:Person", "parties": "winset:Party"}
_ENTITIES = {"claims": "winset:Claim", "documents": "winset:Document"}


@dataclass(frozen=True)
class Carried:
    """What a PROV-JSON file carries.

    Parameters
    ----------
    data : dict
        Explicit data of the case, as a case file holds it.
    texts : mapping
        Document id to its text.
    """

    data: Data
    texts: Mapping[str, str]


def to_prov(data: Data, texts: Mapping[str, str]) -> str:
    """Return a case as PROV-JSON text.

    Parameters
    ----------
    data : dict
        Explicit data of a case.
    texts : mapping
        Document id to its text.

    References
    ----------
    Huynh, Jewell, Keshavarzi, Michaelides, Yang & Moreau (2013), The PROV-JSON Serialization, W3C Member Submission; Moreau &
    Missier (2013), PROV-DM, W3C Recommendation.

    Examples
    --------
    >>> import json, winset
    >>> case = winset.load("doha2025")
    >>> sorted(json.loads(to_prov(case.data(), case.texts)))[:3]
    ['actedOnBehalfOf', 'agent', 'entity']
    """
    entities: Data = {"winset:case": {"prov:type": {"$": "winset:Case", "type": "prov:QUALIFIED_NAME"}}}
    agents: Data = {}
    relations: dict[str, Data] = {}

    def relate(kind: str, entry: Data) -> None:
        found = relations.setdefault(kind, {})
        found[f"_:{kind}{len(found) + 1}"] = entry

    for section, entry in data.items():
        if section in _ENTITIES or section in _AGENTS:
            for position, (id_, record) in enumerate(entry.items()):
                name = f"winset:{section}.{id_}"
                kept = dict(record)
                if section == "claims":
                    for kind, relation in _of_claim(name, kept):
                        relate(kind, relation)
                if section == "people":
                    relate("actedOnBehalfOf", {"prov:delegate": name, "prov:responsible": f"winset:parties.{kept.pop('for')}"})
                kind = _ENTITIES.get(section) or _AGENTS[section]
                attributes: Data = {"prov:type": {"$": kind, "type": "prov:QUALIFIED_NAME"}, "winset:order": position}
                if "name" in kept or "title" in kept:
                    attributes["prov:label"] = str(kept.get("name", kept.get("title")))
                attributes |= {f"winset:{key}": _literal(value) for key, value in kept.items()}
                if section == "documents" and id_ in texts:
                    attributes["winset:text"] = _literal(texts[id_])
                (entities if section in _ENTITIES else agents)[name] = attributes
        else:
            entities["winset:case"][f"winset:{section}"] = _literal(entry)
    entities["winset:case"]["winset:sections"] = _literal(list(data))
    prefix = {"winset": NAMESPACE, "xsd": "http://www.w3.org/2001/XMLSchema#"}
    document = {"prefix": prefix, "entity": entities, **({"agent": agents} if agents else {}), **relations}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _of_claim(name: str, kept: Data) -> Iterator[tuple[str, Data]]:
    """Yield the relations of a claim, and take out of `kept` what they say."""
    kept["fields"] = list(kept)
    if "by" in kept:
        agent = f"winset:sources.{kept.pop('by')}"
        yield "wasAttributedTo", {"prov:entity": name, "prov:agent": agent, "winset:role": "by"}
    for hand in kept.pop("via", []):
        yield "wasAttributedTo", {"prov:entity": name, "prov:agent": f"winset:sources.{hand}", "winset:role": "via"}
    for field, kind in _DERIVED.items():
        others = kept.pop(field, [])
        for other in [others] if isinstance(others, str) else others:
            used = f"winset:{'documents' if field == 'document' else 'claims'}.{other}"
            typed = {"$": kind, "type": "prov:QUALIFIED_NAME"}
            yield "wasDerivedFrom", {"prov:generatedEntity": name, "prov:usedEntity": used, "prov:type": typed}
    for field, kind in _LINKS.items():
        for other in kept.pop(field, []):
            typed = {"$": kind, "type": "prov:QUALIFIED_NAME"}
            influencer = f"winset:claims.{other}"
            yield "wasInfluencedBy", {"prov:influencee": name, "prov:influencer": influencer, "prov:type": typed}


def _literal(value: Any) -> Data:
    return {"$": json.dumps(value, ensure_ascii=False), "type": _JSON}


def from_prov(text: str) -> Carried:
    """Return the case that `to_prov` wrote: the same data, in the same order, and the texts of its documents.

    Raises
    ------
    BadRequest
        If the text is no PROV-JSON, or not one that Winset wrote.

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025")
    >>> from_prov(to_prov(case.data(), case.texts)).data == case.data()
    True
    """
    try:
        found = json.loads(text)
        return _carried(found)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        raise BadRequest("this is no PROV-JSON of a Winset case") from None


def _carried(found: Data) -> Carried:
    if found["prefix"]["winset"] != NAMESPACE:
        raise ValueError("another namespace")
    case = found["entity"]["winset:case"]
    people = {entry["prov:delegate"]: _local(entry["prov:responsible"]) for entry in found.get("actedOnBehalfOf", {}).values()}
    data: Data = {}
    texts: dict[str, str] = {}
    for section in json.loads(case["winset:sections"]["$"]):
        if section not in _ENTITIES and section not in _AGENTS:
            data[section] = json.loads(case[f"winset:{section}"]["$"])
            continue
        start = f"winset:{section}."
        pool = found["entity"] if section in _ENTITIES else found["agent"]
        records = sorted((name for name in pool if name.startswith(start)), key=lambda name: pool[name]["winset:order"])
        data[section] = {}
        for name in records:
            record = {
                key.removeprefix("winset:"): json.loads(entry["$"])
                for key, entry in pool[name].items()
                if key.startswith("winset:") and key != "winset:order"
            }
            if section == "documents" and "text" in record:
                texts[name.removeprefix(start)] = record.pop("text")
            if section == "people":
                record = _before(record, "for", people[name])
            if section == "claims":
                record = _claim(found, name, record)
            data[section][name.removeprefix(start)] = record
    return Carried(data, texts)


def _before(record: Data, field: str, value: Any) -> Data:
    # Where it stands in an explicit record: after the compartments, the note and the name.
    head = {key: record[key] for key in ("compartments", "note", "name") if key in record}
    return {**head, field: value, **{key: entry for key, entry in record.items() if key not in head}}


def _claim(found: Data, name: str, record: Data) -> Data:
    kinds: dict[str, list[str]] = {}
    for entry in found.get("wasAttributedTo", {}).values():
        if entry["prov:entity"] == name:
            kinds.setdefault(entry["winset:role"], []).append(_local(entry["prov:agent"]))
    for field, kind in _DERIVED.items():
        for entry in found.get("wasDerivedFrom", {}).values():
            if entry["prov:generatedEntity"] == name and entry["prov:type"]["$"] == kind:
                kinds.setdefault(field, []).append(_local(entry["prov:usedEntity"]))
    for field, kind in _LINKS.items():
        for entry in found.get("wasInfluencedBy", {}).values():
            if entry["prov:influencee"] == name and entry["prov:type"]["$"] == kind:
                kinds.setdefault(field, []).append(_local(entry["prov:influencer"]))
    single = {field: kinds.pop(field)[0] for field in ("by", "document") if field in kinds}
    values: Data = {**record, **kinds, **{str(field): value for field, value in single.items()}}
    return {field: values[field] for field in record["fields"]}


def _local(name: str) -> str:
    return name.removeprefix("winset:").partition(".")[2]
