"""The forms of a page, to send them back as a browser would, but filled with what nobody should type."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

#: Not to be typed over: what the page itself put there.
_KEPT = frozenset({"hidden", "checkbox", "radio", "submit", "button", "file"})


@dataclass(slots=True)
class Form:
    """One form: where it goes, what it carries, and which of its controls take text."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, text: str) -> dict[str, list[str]]:
        """What is sent when ``text`` stands in every control that takes text."""
        return {name: [text] * len(values) if name in self.texts else values for name, values in self.values.items()}


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action") or self._address, given.get("method", "get").upper())
            self.forms.append(self._form)
        elif self._form is not None:
            self._take(self._form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None

    def _take(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        kind = given.get("type", "text" if tag in ("input", "textarea") else "submit" if tag == "button" else "")
        if tag == "select":
            self._select = name
            form.values.setdefault(name, [])
        elif tag == "option" and self._select and ("selected" in given or not form.values[self._select]):
            form.values[self._select] = [value]
        elif kind == "submit" and name:
            form.buttons.append((name, value))
        elif tag in ("input", "textarea") and name and (kind not in ("checkbox", "radio") or "checked" in given):
            form.values.setdefault(name, []).append(value)
            if kind not in _KEPT:
                form.texts.add(name)


def forms_of(page: str, address: str) -> list[Form]:
    """The forms of a page; one without an action goes to ``address``."""
    reader = _Reader(address)
    reader.feed(page)
    return reader.forms
