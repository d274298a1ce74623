"""Licence of every package of a lock, and whether it may stand beside the AGPL.

    python tools/licences.py [requirements.lock …]

The licence is read from the metadata of the installed package. One that is unknown, or
that forbids being combined with AGPL-3.0-or-later (GPL-2.0-only), fails the command
unless somebody read it and wrote it in ``REVIEWED``.
"""

import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")

REVIEWED = {
    # package: (licence, where it was read)
    "axe-playwright-python": ("MIT", "LICENSE in its wheel; axe.min.js is MPL-2.0"),
    "pytest-timeout": ("MIT", "LICENSE in its wheel; tests only"),
    "owlrl": ("W3C-20150513", "LICENSE in its wheel; tests only"),
    "text-unidecode": ("GPL-2.0-or-later", "or Artistic, at choice: its classifiers"),
    "msgspec": ("BSD-3-Clause", "its source; installed from Python 3.12 on only"),
}

_ACCEPTED = re.compile(
    r"""
    (the\ )? (
      mit(-cmu|-0)? | 0?bsd([- ][0-9]-clause)? | apache([- ]software|[- ]2(\.0)?)?
      | isc | psf(-2\.0)? | python\ software\ foundation | python-2\.0
      | mozilla\ public\ license\ 2\.0\ \(mpl\ 2\.0\) | mpl[- ]2\.0 | zlib | unlicense
      | w3c-20150513 | cc0-1\.0 | (l|a)?gpl-3\.0(-only|-or-later)? | gpl-2\.0-or-later
      | lgpl-2\.1(-only|-or-later)?
    ) (\ licen[cs]e)? (\ \(iscl\))?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def packages(lock: Path) -> dict[str, str]:
    """Name and version of the packages that a lock pins."""
    pinned = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", re.MULTILINE)
    return dict(pinned.findall(lock.read_text(encoding="utf-8")))


def licence_of(name: str) -> str:
    """Licence that a package states; empty where it states none, or is not there."""
    if name in REVIEWED:
        return REVIEWED[name][0]
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    if stated := about.get("License-Expression"):
        return stated
    classifiers = about.get_all("Classifier") or []
    named = [c.split("::")[-1].strip() for c in classifiers if "License ::" in c]
    return " AND ".join(named) or (about.get("License") or "").strip().split("\n")[0]


def is_accepted(licence: str) -> bool:
    """Whether a licence expression may stand beside AGPL-3.0-or-later."""
    plain = licence.replace("(", " (").strip()
    if _ACCEPTED.fullmatch(re.sub(r"\s+", " ", plain)):
        return True
    if " OR " in licence:
        return any(is_accepted(part.strip("() ")) for part in licence.split(" OR "))
    if " AND " in licence:
        return all(is_accepted(part.strip("() ")) for part in licence.split(" AND "))
    return False


def main(names: list[str]) -> int:
    """Print the table; 1 when a licence is refused."""
    found: dict[str, str] = {}
    for name in names or [str(ROOT / lock) for lock in LOCKS]:
        found |= packages(Path(name))
    refused = []
    for name, version in sorted(found.items()):
        licence = licence_of(name)
        print(f"{name:32} {version:14} {licence or 'UNKNOWN'}")
        if not is_accepted(licence):
            refused.append(name)
    for name in refused:
        print(
            f"{name}: expected a licence that may stand beside the AGPL-3.0, found "
            f"{licence_of(name) or 'none'}. Read it, then write it in REVIEWED or "
            "choose another package.",
            file=sys.stderr,
        )
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
