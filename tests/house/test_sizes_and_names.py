"""Short is kind: sizes of files, of the core, and names that mean something."""

import ast
from pathlib import Path

import pytest

MOST_LINES = 400
MOST_LINES_OF_A_TEST = 600
MOST_LINES_OF_THE_CORE = 1500
FORBIDDEN_STEMS = {"utils", "util", "helpers", "misc", "common", "commons", "manager"}
GENERATED = {"migrations", "vendor"}


def lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def test_files_are_a_page_or_three(tracked, root):
    code = [p for p in tracked if p.suffix == ".py" and not GENERATED & set(p.parts)]
    assert len(code) > 50
    tests = root / "tests"
    too_long = {
        str(path.relative_to(root)): lines(path)
        for path in code
        if lines(path)
        > (MOST_LINES_OF_A_TEST if path.is_relative_to(tests) else MOST_LINES)
    }
    assert too_long == {}


def test_the_core_stays_small(root):
    core = sum(lines(p) for p in (root / "src/trajectoire/core").glob("*.py"))
    assert 500 < core <= MOST_LINES_OF_THE_CORE


def test_no_module_is_called_after_nothing(tracked, root):
    named = {
        str(path.relative_to(root))
        for path in tracked
        if path.suffix == ".py"
        and (path.stem in FORBIDDEN_STEMS or path.parent.name in FORBIDDEN_STEMS)
    }
    assert named == set()


def test_modules_are_lower_case(tracked, root):
    odd = {
        str(path.relative_to(root))
        for path in tracked
        if path.suffix == ".py" and not path.stem.replace("_", "a").islower()
    }
    assert odd == set()


def test_an_init_exports_nothing_or_a_sorted_all(modules, root):
    wrong = [
        str(path.relative_to(root))
        for path, tree in modules.items()
        if path.name == "__init__.py" and not _is_quiet(tree)
    ]
    assert wrong == []


def _is_quiet(tree: ast.Module) -> bool:
    """A docstring, imports named in a sorted ``__all__``, nothing else."""
    body = [node for node in tree.body if not _is_docstring(node)]
    if not body:
        return True
    imports = (ast.Import, ast.ImportFrom)
    rest = [node for node in body if not isinstance(node, imports)]
    if len(rest) != 1 or not isinstance(rest[0], ast.Assign):
        return False
    names = ast.literal_eval(rest[0].value)
    return list(names) == sorted(names)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@pytest.mark.parametrize(
    ("text", "quiet"),
    [
        ('"""Words."""', True),
        ('from a import b\n__all__ = ["b"]', True),
        ("from a import b", False),
        ('from a import b, c\n__all__ = ["c", "b"]', False),
        ("x = 1\n__all__ = []", False),
    ],
)
def test_the_rule_about_init_can_fail(text, quiet):
    assert _is_quiet(ast.parse(text)) is quiet


def test_the_tests_mirror_the_product(root):
    product = {
        path.name
        for path in (root / "src/trajectoire").iterdir()
        if path.is_dir() and any(path.glob("*.py")) and path.name != "__pycache__"
    }
    tests = {path.name for path in (root / "tests").iterdir() if path.is_dir()}
    assert product <= tests
