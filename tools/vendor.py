"""Rebuild what the pages take from npm, at the versions of ``tools/package.json``.

``python tools/vendor.py`` installs the packages in a temporary folder;
``python tools/vendor.py path/to/node_modules`` uses packages that are already there.
The result is committed: installing Trajectoire needs neither Node nor npm.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TOOLS = Path(__file__).parent
VENDOR = TOOLS.parent / "src" / "trajectoire" / "web" / "static" / "vendor"
FONT = "@fontsource/atkinson-hyperlegible-next"
_LATIN = f"{FONT}/files/atkinson-hyperlegible-next-latin"
COPIED = {
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl.css",
    "uplot/dist/uPlot.iife.min.js": "uplot.js",
    "uplot/dist/uPlot.min.css": "uplot.css",
    "htmx.org/dist/htmx.min.js": "htmx.js",
    f"{_LATIN}-400-normal.woff2": "fonts/atkinson-400.woff2",
    f"{_LATIN}-700-normal.woff2": "fonts/atkinson-700.woff2",
}
LICENCES = {
    "bootstrap": "MIT",
    "maplibre-gl": "BSD-3-Clause",
    "uplot": "MIT",
    "htmx.org": "0BSD",
    FONT: "SIL Open Font License 1.1",
}


def main(modules: Path) -> None:
    """Copy, compile, and write the licences beside."""
    for origin, name in COPIED.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix == ".woff2":
            shutil.copyfile(modules / origin, target)
        else:
            target.write_text(_without_map(modules / origin), encoding="utf-8")
    _compile(modules)
    _licences(modules)
    for path in sorted(VENDOR.rglob("*.*")):
        print(f"{path.relative_to(VENDOR)}: {path.stat().st_size} bytes")


def _without_map(path: Path) -> str:
    """Drop the address of the source map: it is not shipped."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", text)


def _compile(modules: Path) -> None:
    subprocess.run(
        [
            str(modules / ".bin" / "sass"),
            "--style=compressed",
            "--no-source-map",
            "--quiet-deps",
            "--silence-deprecation=import",
            f"--load-path={modules}",
            f"{TOOLS / 'bootstrap.scss'}:{VENDOR / 'bootstrap.css'}",
        ],
        check=True,
    )


def _licences(modules: Path) -> None:
    """Write each licence in full, as each of them asks."""
    parts = ["# What others wrote, and under which licence\n"]
    for package, licence in LICENCES.items():
        folder = modules / package
        version = json.loads((folder / "package.json").read_text("utf-8"))["version"]
        (text,) = [p for p in folder.iterdir() if p.stem.upper() == "LICENSE"]
        parts.append(f"## {package} {version} ({licence})\n\n```text")
        parts.append(f"{text.read_text('utf-8').strip()}\n```\n")
    (VENDOR / "LICENSES.md").write_text("\n".join(parts), encoding="utf-8")


def _install(folder: Path) -> Path:
    shutil.copyfile(TOOLS / "package.json", folder / "package.json")
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, check=True, cwd=folder)
    return folder / "node_modules"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(_install(Path(temporary)))
