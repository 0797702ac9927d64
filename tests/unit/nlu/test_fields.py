"""The names of fields are found in what people write, by Rasa's own components."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.storage.resource import Resource
from rasa.nlu.extractors.entity_synonyms import EntitySynonymMapper
from rasa.nlu.extractors.regex_entity_extractor import RegexEntityExtractor
from rasa.shared.nlu.training_data.message import Message


@pytest.fixture(scope="module")
def components(training_data: Any, storage: Any) -> list[Any]:
    extractor = RegexEntityExtractor({"use_regexes": False}, storage, Resource("regex"))
    extractor.train(training_data)
    mapper = EntitySynonymMapper({}, storage, Resource("synonyms"))
    mapper.train(training_data)
    return [extractor, mapper]


def fields(components: list[Any], text: str) -> list[str]:
    message = Message.build(text)
    for component in components:
        component.process([message])
    return [found["value"] for found in message.get("entities") if found["entity"] == "field"]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("je me suis trompé dans mon nom de naissance", "last_name"),
        ("MODIFIER MON NUMÉRO DE SÉCURITÉ SOCIALE", "nir"),
        ("corriger mon numero de secu", "nir"),
        ("ma date de naissance est fausse", "birth_date"),
        ("changer le code postal", "postcode"),
        ("l'iban n'est pas bon", "iban_end"),
        ("j'ai mal recopié mon RIB", "iban_end"),
        ("refaire le numéro de série", "vitale_serial"),
        ("le numéro de ma carte vitale est faux", "vitale_serial"),
        ("changer mon mot de passe", "personal_code"),
        ("l'adresse mail n'est pas la bonne", "email"),
        ("mon e-mail est faux", "email"),
        ("changer de numéro de portable", "mobile"),
        ("corriger mon téléphone fixe", "landline"),
        ("je ne veux plus des mails promotionnels", "consent_email"),
        ("je ne veux plus des appels promotionnels", "consent_phone"),
        ("finalement pas de sms", "consent_sms"),
        ("je ne veux plus de pub par mail", "consent_email"),
        ("plus de pub par téléphone", "consent_phone"),
        ("je ne veux plus d'appels", "consent_phone"),
        ("arrêtez les textos", "consent_sms"),
    ],
)
def test_a_named_field_is_found(components: list[Any], text: str, field: str) -> None:
    assert fields(components, text) == [field]


def test_where_no_field_is_named_none_is_found(components: list[Any]) -> None:
    assert fields(components, "je me suis trompé") == []


def test_every_name_means_a_field(training_data: Any) -> None:
    (table,) = training_data.lookup_tables
    ids = set(training_data.entity_synonyms.values())
    assert {training_data.entity_synonyms.get(name) for name in table["elements"]} <= ids
