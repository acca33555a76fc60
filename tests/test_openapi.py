"""What programs may ask, as it is described, and what they may not: no request brings the server to its knees."""

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import given, settings
from schemathesis import checks

from index.archive import Archive
from search.web.openapi import openapi
from tests.shown import served, shown_archive

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Iterator[schemathesis.BaseSchema]:
    archive = Archive(tmp_path_factory.mktemp("beschreven") / "archief")
    shown_archive(archive)
    with served(archive) as address:
        yield schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")


@pytest.mark.parametrize("path", [path for path in openapi()["paths"] if path != "/healthz"])  # asks for nothing
@pytest.mark.parametrize("mode", schemathesis.GenerationMode, ids=str)
def test_every_answer_is_one_that_is_described(
    description: schemathesis.BaseSchema, path: str, mode: schemathesis.GenerationMode
) -> None:
    @given(case=description[path]["GET"].as_strategy(generation_mode=mode))
    @settings(max_examples=80, deadline=None)
    def ask(case: schemathesis.Case) -> None:  # type: ignore[type-arg]
        case.call_and_validate(checks=CHECKS)

    ask()
