"""The settings of the language model, each refused by name where it cannot work."""

from __future__ import annotations

import pytest

from casebook.config import DEFAULT_LLM_MODEL, BadSetting, LlmSettings

URL = "http://127.0.0.1:11434/v1"


def test_without_an_address_there_is_no_language_model() -> None:
    assert LlmSettings.from_environment({"CASEBOOK_LLM_MODEL": "qwen3", "CASEBOOK_LLM_KEY": "k"}) is None


def test_an_address_is_enough() -> None:
    found = LlmSettings.from_environment({"CASEBOOK_LLM_URL": f"{URL}/"})
    assert found and (found.url, found.model, found.key) == (URL, DEFAULT_LLM_MODEL, None)


def test_everything_can_be_set_and_the_key_is_never_printed() -> None:
    found = LlmSettings.from_environment(
        {
            "CASEBOOK_LLM_URL": "https://models.example/v1",
            "CASEBOOK_LLM_MODEL": "Qwen/Qwen3-32B",
            "CASEBOOK_LLM_KEY": "secret-1",
            "CASEBOOK_LLM_TIMEOUT": "12.5",
        }
    )
    assert found == LlmSettings("https://models.example/v1", "Qwen/Qwen3-32B", "secret-1", 12.5)
    assert "secret-1" not in repr(found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CASEBOOK_LLM_URL", "127.0.0.1:11434"),
        ("CASEBOOK_LLM_URL", "file:///etc/passwd"),
        ("CASEBOOK_LLM_URL", "ftp://host/v1"),
        ("CASEBOOK_LLM_URL", "http://"),
        ("CASEBOOK_LLM_URL", "http://host:99999/v1"),
        ("CASEBOOK_LLM_URL", "http://name:word@host/v1"),
        ("CASEBOOK_LLM_URL", "http://host/v1?key=1"),
        ("CASEBOOK_LLM_URL", "http://host/v1\r\nX-Header: 1"),
        ("CASEBOOK_LLM_KEY", "two words"),
        ("CASEBOOK_LLM_KEY", "line\nbreak"),
        ("CASEBOOK_LLM_TIMEOUT", "soon"),
        ("CASEBOOK_LLM_TIMEOUT", "0"),
        ("CASEBOOK_LLM_TIMEOUT", "nan"),
        ("CASEBOOK_LLM_TIMEOUT", "6000"),
    ],
)
def test_a_bad_setting_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        LlmSettings.from_environment({"CASEBOOK_LLM_URL": URL} | {name: value})
