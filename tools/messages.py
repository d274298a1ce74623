"""Gather what the screens say, keep its translation, compile it: gettext not needed.

``python tools/messages.py`` brings ``locale/en/LC_MESSAGES/django.po`` up to date and
compiles it; what is not yet translated is listed and the status is 1. The French of
the sources is compiled too, for its plurals only: in French, zero is singular.
"""

import ast
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

WEB = Path(__file__).resolve().parents[1] / "src" / "trajectoire" / "web"
CATALOGUE = WEB / "locale" / "en" / "LC_MESSAGES" / "django.po"
FRENCH = WEB / "locale" / "fr" / "LC_MESSAGES" / "django.mo"
CALLS = {
    "_": 1,
    "gettext": 1,
    "gettext_lazy": 1,
    "gettext_noop": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
    "pgettext": -1,
}
_TAG = re.compile(
    r"{% (translate|blocktranslate|plural|endblocktranslate)(.*?)%}", re.DOTALL
)
_QUOTED = re.compile(r'\s*"((?:[^"\\]|\\.)*)"')
_CONTEXT = re.compile(r'context "([^"]*)"')
_VARIABLE = re.compile(r"{{\s*(\w+)\s*}}")

Key = tuple[str, str, str]  # context, singular, plural
HEADER = (
    "Project-Id-Version: Trajectoire\nLanguage: {}\nMIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=2; plural=({});\n"
)
ENGLISH_HEADER = HEADER.format("en", "n != 1")
FRENCH_HEADER = HEADER.format("fr", "n > 1")


def from_python(text: str) -> Iterator[Key]:
    """List the strings that a module translates."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        strings = [a.value for a in node.args if isinstance(a, ast.Constant)]
        strings = [value for value in strings if isinstance(value, str)]
        if name not in CALLS or not strings:
            continue
        if CALLS[name] == -1:
            yield strings[0], strings[1], ""
        elif CALLS[name] == 2:
            yield "", strings[0], strings[1]
        else:
            yield "", strings[0], ""


def from_template(text: str) -> Iterator[Key]:
    """List the strings that a template translates."""
    opened: list[tuple[str, int, list[str]]] = []
    for tag in _TAG.finditer(text):
        word, rest = tag.group(1), tag.group(2)
        if word == "translate" and (quoted := _QUOTED.match(rest)):
            yield _context(rest), quoted.group(1), ""
        elif word == "blocktranslate":
            opened.append((rest, tag.end(), []))
        elif word in {"plural", "endblocktranslate"} and opened:
            options, start, parts = opened[-1]
            parts.append(_block(text[start : tag.start()], options))
            opened[-1] = (options, tag.end(), parts)
            if word == "endblocktranslate":
                opened.pop()
                yield _context(options), parts[0], "".join(parts[1:2])


def _context(options: str) -> str:
    found = _CONTEXT.search(options)
    return found.group(1) if found else ""


def _block(text: str, options: str) -> str:
    if "trimmed" in options.split():
        text = " ".join(line.strip() for line in text.strip().splitlines())
    return _VARIABLE.sub(r"%(\1)s", text.replace("%", "%%"))


def messages() -> list[Key]:
    """List what the screens say, in the order of the files."""
    found: dict[Key, None] = {}
    for path in sorted(WEB.rglob("*.py")):
        found |= dict.fromkeys(from_python(path.read_text(encoding="utf-8")))
    for pattern in ("*.html", "*.svg", "*.txt"):
        for path in sorted((WEB / "templates").rglob(pattern)):
            found |= dict.fromkeys(from_template(path.read_text(encoding="utf-8")))
    return list(found)


def read(path: Path) -> dict[Key, tuple[str, ...]]:
    """Read a catalogue."""
    entries: dict[Key, tuple[str, ...]] = {}
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        parts: dict[str, str] = {}
        last = ""
        for line in block.splitlines():
            if line.startswith(("msg", '"')):
                word, _, quoted = line.partition('"')
                last = word.strip() or last
                parts[last] = parts.get(last, "") + ast.literal_eval('"' + quoted)
        if parts.get("msgid"):
            said = tuple(parts[k] for k in sorted(parts) if k.startswith("msgstr"))
            key = (
                parts.get("msgctxt", ""),
                parts["msgid"],
                parts.get("msgid_plural", ""),
            )
            entries[key] = said
    return entries


def write(path: Path, entries: dict[Key, tuple[str, ...]]) -> None:
    """Write a catalogue."""
    blocks = [f'msgid ""\nmsgstr {_quoted(ENGLISH_HEADER)}']
    for (context, one, many), said in entries.items():
        lines = [f"msgctxt {_quoted(context)}"] if context else []
        lines.append(f"msgid {_quoted(one)}")
        if many:
            lines.append(f"msgid_plural {_quoted(many)}")
            lines += [f"msgstr[{at}] {_quoted(text)}" for at, text in enumerate(said)]
        else:
            lines.append(f"msgstr {_quoted(said[0])}")
        blocks.append("\n".join(lines))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{plain}"'


def compiled(entries: dict[Key, tuple[str, ...]], header: str) -> bytes:
    """Give the machine's form of a catalogue (GNU MO, little-endian)."""
    pairs = {b"": header.encode()}
    for (context, one, many), said in entries.items():
        name = f"{context}\x04{one}" if context else one
        key = f"{name}\x00{many}" if many else name
        if all(said):
            pairs[key.encode()] = "\x00".join(said).encode()
    keys = sorted(pairs)
    names, values = b"", b""
    spots = []
    for key in keys:
        spots.append((len(key), len(names), len(pairs[key]), len(values)))
        names += key + b"\x00"
        values += pairs[key] + b"\x00"
    start = 28 + 16 * len(keys)
    table = [number for n, at, _, _ in spots for number in (n, start + at)]
    table += [
        number for _, _, n, at in spots for number in (n, start + len(names) + at)
    ]
    head = (0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 28 + 16 * len(keys))
    return struct.pack(f"<7I{len(table)}I", *head, *table) + names + values


def main() -> int:
    """Bring the catalogue up to date; list what is missing."""
    known = read(CATALOGUE) if CATALOGUE.exists() else {}
    entries = {
        key: known.get(key) or (("", "") if key[2] else ("",)) for key in messages()
    }
    write(CATALOGUE, entries)
    CATALOGUE.with_suffix(".mo").write_bytes(compiled(entries, ENGLISH_HEADER))
    plurals = {key: key[1:] for key in entries if key[2]}
    FRENCH.parent.mkdir(parents=True, exist_ok=True)
    FRENCH.write_bytes(compiled(plurals, FRENCH_HEADER))
    missing = [key[1] for key, said in entries.items() if not all(said)]
    for text in missing:
        print(f"untranslated: {text}")
    print(f"{len(entries)} messages, {len(missing)} to translate")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
