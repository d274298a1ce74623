"""The page that explains the API, drawn from its own description: no script, no CDN."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trajectoire.web.api import api


@dataclass(frozen=True)
class Operation:
    """One thing that the API does."""

    method: str
    path: str
    summary: str
    description: str
    tag: str
    needs_key: bool
    parameters: list[dict[str, Any]]
    body: str
    answers: list[tuple[str, str, str]]


def documentation(request: HttpRequest) -> HttpResponse:
    """Show every operation: what it wants, what it answers."""
    return render(request, "documentation.html", _described())


@cache
def _described() -> dict[str, Any]:
    """Draw what the page shows: the same until the program changes."""
    schema = api.get_openapi_schema()
    operations = sorted(_operations(schema), key=lambda one: (one.tag, one.path))
    tags: dict[str, list[Operation]] = {}
    for operation in operations:
        tags.setdefault(operation.tag, []).append(operation)
    return {"info": schema["info"], "tags": tags, "shapes": _shapes(schema)}


def _operations(schema: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in schema["paths"].items():
        for method, one in methods.items():
            yield Operation(
                method=method.upper(),
                path=path,
                summary=one.get("summary", ""),
                description=one.get("description", ""),
                tag=one.get("tags", [""])[0],
                needs_key=bool(one.get("security")),
                parameters=[_parameter(each) for each in one.get("parameters", [])],
                body=_shape_of(one.get("requestBody", {})),
                answers=[
                    (str(status), str(each.get("description", "")), _shape_of(each))
                    for status, each in one["responses"].items()
                ],
            )


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    shape = parameter.get("schema", {})
    return {
        "name": parameter["name"],
        "where": parameter["in"],
        "required": parameter.get("required", False),
        "type": _name_of(shape),
        "description": parameter.get("description") or shape.get("description", ""),
        "default": shape.get("default"),
    }


def _shapes(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """List the shapes that operations take and give."""
    shapes = schema.get("components", {}).get("schemas", {})
    return [
        {
            "name": name,
            "description": shape.get("description", ""),
            "fields": [
                (field, _name_of(each), field in shape.get("required", []))
                for field, each in shape.get("properties", {}).items()
            ],
        }
        for name, shape in sorted(shapes.items())
    ]


def _shape_of(part: dict[str, Any]) -> str:
    """Name what a body holds."""
    for media, content in part.get("content", {}).items():
        name = _name_of(content.get("schema", {}))
        return name if media == "application/json" else f"{media} ({name})"
    return ""


def _name_of(shape: dict[str, Any]) -> str:
    """Name a shape as a reader would."""
    if "$ref" in shape:
        return str(shape["$ref"]).rsplit("/", maxsplit=1)[-1]
    if "items" in shape:
        return f"[{_name_of(shape['items'])}]"
    for key in ("anyOf", "allOf", "oneOf"):
        if key in shape:
            return " | ".join(_name_of(one) for one in shape[key])
    if "enum" in shape:
        return " | ".join(map(str, shape["enum"]))
    return str(shape.get("format") or shape.get("type", "object"))
