#!/usr/bin/env bash
# openapi-python-client 0.29.1 (Python 3.11): for an operation whose body may come as two media types it generates a module that
# cannot be imported, and says nothing of it: exit code 0 with --fail-on-warning, ruff finds nothing to mend. The parameter is
# annotated `... | Unset = UNSET`, also where the body is required, and `Unset` is not imported. Seen:
#   generate --fail-on-warning: exit code 0
#   one media type: imported
#   JSON or bytes: name 'Unset' is not defined
#   JSON or a form: name 'Unset' is not defined
#   JSON or bytes, and an optional parameter in the query: imported
#   ... and called with a list: isinstance() argument 2 cannot be a parameterized generic
# So describe one media type for a body, and name the others in its description.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check openapi-python-client==0.29.1
cat >"$folder/document.json" <<'JSON'
{"openapi": "3.1.0", "info": {"title": "bodies", "version": "1"},
 "components": {"schemas": {"Thing": {"type": "object", "properties": {"name": {"type": "string"}}}}},
 "paths": {
  "/one": {"post": {"operationId": "one", "responses": {"204": {"description": "done"}}, "requestBody": {"required": true, "content": {
    "application/json": {"schema": {"type": "array", "items": {"type": "string"}}}}}}},
  "/bytes": {"post": {"operationId": "json_or_bytes", "responses": {"204": {"description": "done"}}, "requestBody": {"required": true, "content": {
    "application/json": {"schema": {"type": "array", "items": {"type": "string"}}},
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}},
  "/form": {"post": {"operationId": "json_or_form", "responses": {"204": {"description": "done"}}, "requestBody": {"required": true, "content": {
    "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}},
    "application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/Thing"}}}}}},
  "/query": {"post": {"operationId": "json_or_bytes_and_query", "responses": {"204": {"description": "done"}},
   "parameters": [{"name": "dry_run", "in": "query", "schema": {"type": "boolean"}}], "requestBody": {"required": true, "content": {
    "application/json": {"schema": {"type": "array", "items": {"type": "string"}}},
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}}}}
JSON
cd "$folder"
code=0
PATH="$folder/venv/bin:$PATH" openapi-python-client generate --path document.json --output-path client --meta none \
  --fail-on-warning >"$folder/log" 2>&1 || code=$?
"$folder/venv/bin/python" - "$code" <<'PYTHON'
import importlib
import sys


def imported(name):
    try:
        importlib.import_module(f"client.api.default.{name}")
    except NameError as error:
        return str(error)
    return "imported"


def called():
    module = importlib.import_module("client.api.default.json_or_bytes_and_query")
    try:
        return module._get_kwargs(body=["a"])
    except TypeError as error:
        return str(error)


seen = {
    "generate --fail-on-warning": f"exit code {sys.argv[1]}",
    "one media type": imported("one"),
    "JSON or bytes": imported("json_or_bytes"),
    "JSON or a form": imported("json_or_form"),
    "JSON or bytes, and an optional parameter in the query": imported("json_or_bytes_and_query"),
    "... and called with a list": called(),
}
for name, what in seen.items():
    print(f"{name}: {what}")
unknown = "name 'Unset' is not defined"
assert list(seen.values()) == [
    "exit code 0",
    "imported",
    unknown,
    unknown,
    "imported",
    "isinstance() argument 2 cannot be a parameterized generic",
]
PYTHON
