"""Everything public is documented, and every value has its unit in brackets."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)
UNIT = re.compile(r"\[[^\[\]]+\]\.?$")
CONTEXT = {"self", "cls"}
LIGHT = {"cli", "web"}  # commands speak by their help, views by their page

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sections(text: str) -> dict[str, str]:
    """Cut a docstring into its sections."""
    parts = SECTION.split(inspect.cleandoc(text))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def entries(section: str) -> dict[str, str]:
    """Names described in a section, each with its description."""
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for line in section.strip("\n").splitlines():
        if line and not line.startswith(" "):
            names = [name.strip(" *") for name in line.split(" : ")[0].split(",")]
            found |= {name: [] for name in names}
        elif line.strip():
            for name in names:
                found[name].append(line.strip())
    return {name: " ".join(words) for name, words in found.items()}


def faults_of_section(text: str, title: str, wanted: set[str]) -> Iterator[str]:
    """Say which names are not described, or have no unit."""
    described = entries(sections(text).get(title, ""))
    yield from (f"{name}: not described" for name in sorted(wanted - set(described)))
    for name, description in described.items():
        if not UNIT.search(description):
            yield f"{name}: no unit in brackets at the end"
        if wanted and name not in wanted:
            yield f"{name}: described but absent"


def arguments(function: Function) -> set[str]:
    """Names that a caller gives."""
    every = function.args
    listed = [*every.posonlyargs, *every.args, *every.kwonlyargs]
    listed += [star for star in (every.vararg, every.kwarg) if star]
    return {argument.arg for argument in listed} - CONTEXT


def faults_of_function(function: Function) -> list[str]:
    """What the docstring of a function lacks."""
    text = ast.get_docstring(function, clean=False)
    if not text:
        return ["no docstring"]
    given = arguments(function)
    has_sections = bool(sections(text))
    one_line = "\n" not in inspect.cleandoc(text)
    if _is_property(function):
        return []
    if one_line and not given and _returns_nothing(function):
        return []
    found = list(faults_of_section(text, "Parameters", given)) if given else []
    if not _returns_nothing(function):
        title = "Yields" if _yields(function) else "Returns"
        if title not in sections(text):
            found.append(f"no section {title}")
        else:
            found += faults_of_section(text, title, set())
    return found if has_sections or found else []


def _is_property(function: Function) -> bool:
    names = {
        ast.unparse(decorator).rsplit(".", 1)[-1]
        for decorator in function.decorator_list
    }
    return bool(names & {"property", "cached_property", "setter"})


def _returns_nothing(function: Function) -> bool:
    return function.returns is None or ast.unparse(function.returns) in (
        "None",
        "NoReturn",
        "Never",
    )


def _yields(function: Function) -> bool:
    return any(
        isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function)
    )


def faults_of_class(node: ast.ClassDef) -> list[str]:
    """What the docstring of a class lacks: its fields, or what it is made with."""
    text = ast.get_docstring(node, clean=False)
    if not text:
        return ["no docstring"]
    makers = [
        item
        for item in node.body
        if isinstance(item, ast.FunctionDef) and item.name == "__init__"
    ]
    fields: set[str] = set()
    if makers:
        fields = arguments(makers[0])
    elif any("dataclass" in ast.unparse(d) for d in node.decorator_list):
        fields = {
            item.target.id
            for item in node.body
            if isinstance(item, ast.AnnAssign)
            and isinstance(item.target, ast.Name)
            and not item.target.id.startswith("_")
            and "ClassVar" not in ast.unparse(item.annotation)
        }
    return list(faults_of_section(text, "Parameters", fields)) if fields else []


def faults(tree: ast.Module) -> Iterator[str]:
    """Everything that a module lacks."""
    if not ast.get_docstring(tree):
        yield "module: no docstring"
    for node in tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield from (f"{node.name}: {fault}" for fault in faults_of_function(node))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from (f"{node.name}: {fault}" for fault in faults_of_class(node))
            if any("Protocol" in ast.unparse(base) for base in node.bases):
                continue
            for item in node.body:
                if isinstance(item, Function) and not item.name.startswith("_"):
                    found = faults_of_function(item)
                    yield from (f"{node.name}.{item.name}: {f}" for f in found)


def _is_light(path: Path, root: Path) -> bool:
    return path.relative_to(root / "src/trajectoire").parts[0] in LIGHT


def test_everything_public_is_documented_with_its_units(modules, root):
    checked = {p: tree for p, tree in modules.items() if not _is_light(p, root)}
    assert len(checked) > 30
    found = [
        f"{path.relative_to(root)}: {fault}"
        for path, tree in sorted(checked.items())
        for fault in faults(tree)
    ]
    assert found == [], "\n" + "\n".join(found)


def test_every_module_says_why_it_exists(modules, root):
    silent = [
        str(path.relative_to(root))
        for path, tree in modules.items()
        if not ast.get_docstring(tree)
        and "migrations" not in path.parts
        and path.read_text(encoding="utf-8").strip()
    ]
    assert silent == []


GOOD = '''
"""Why."""
def area(width: Array, height: float) -> float:
    """Give an area.

    Parameters
    ----------
    width : (cell,)
        From side to side. [m]
    height
        From the ground to the top, over
        two lines. [m]

    Returns
    -------
    area
        Their product. [m2]

    """
'''


def test_a_good_docstring_has_no_fault():
    assert list(faults(ast.parse(GOOD))) == []


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ("two lines. [m]", "two lines.", "height: no unit"),
        ("    height\n", "    depth\n", "height: not described"),
        ("product. [m2]", "product.", "area: no unit"),
        ("Returns\n    -------", "Notes\n    -----", "no section Returns"),
        ('"""Why."""', "", "module: no docstring"),
        ("height: float)", "height: float, *, depth: float)", "depth: not described"),
    ],
)
def test_the_rule_about_docstrings_can_fail(was, becomes, fault):
    assert was in GOOD
    found = list(faults(ast.parse(GOOD.replace(was, becomes))))
    assert any(fault in each for each in found), found
