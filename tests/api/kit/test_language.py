"""The language of an answer: who chooses it, what says so, and codes beside the words."""

from typing import Any

import pytest

from api.kit.language import COOKIE
from api.kit.problems import CODES
from symbia.text import Text
from symbia.words import word

ABSENT = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
NOWHERE = {"en": "There is nothing at /nowhere.", "zh": "/nowhere处没有任何内容。"}


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "", "en"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("?lang=zh", "en", "zh"),
        ("?lang=en", "zh", "en"),
        ("?lang=fr", "zh", "zh"),
        ("?lang=en&lang=zh", "", "zh"),
        ("?lang=%00", "", "en"),
    ],
)
def test_an_answer_is_in_the_language_asked_for(client: Any, query: str, header: str, language: str) -> None:
    answer = client.get(f"/nowhere{query}", headers={"Accept-Language": header})
    assert answer.headers["content-language"] == language
    assert "Accept-Language" in answer.headers["vary"]
    assert answer.json()["detail"].startswith(NOWHERE[language])


def test_the_cookie_of_the_page_is_nothing_to_the_api(brand: Any, client: Any) -> None:
    brand.head()
    headers = {"Cookie": f"{COOKIE}=zh"}
    assert client.get("/v1/members", headers=headers).headers["content-language"] == "en"
    assert client.get("/members", headers=headers).headers["content-language"] == "zh"
    assert client.get("/members", headers={"Cookie": f'{COOKIE}="'}).headers["content-language"] == "en"


def test_codes_and_values_stand_beside_the_words(client: Any) -> None:
    body = client.get("/nowhere?lang=zh").json()
    assert body["title"] == "找不到所请求的内容"
    assert body["words"] == {
        "title": {"code": "problems.not_found", "values": {}},
        "detail": {"code": "kit.http.nowhere", "values": {"path": "/nowhere"}},
    }


@pytest.mark.parametrize("code", CODES)
def test_every_title_is_chinese(code: str) -> None:
    title = Text(f"problems.{code}")
    assert word(title, "zh") != word(title, "en")


def test_each_language_has_a_tag_of_its_own(brand: Any, client: Any) -> None:
    brand.head()
    tag = client.get("/v1/members").headers["etag"]
    assert client.get("/v1/members?lang=zh").headers["etag"] != tag
    assert client.get("/v1/members?lang=zh", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("path", "code", "said"),
    [
        ("/v1/proposals?cursor=x", "kit.cursor", "这个游标不属于使用这些筛选条件的列表。"),
        ("/v1/proposals/9", "kit.reading.missing", "没有"),
        ("/v1/content/x", "kit.sentence", "'x'不是CID："),
        (f"/v1/content/{ABSENT}", "content.disk.not_there", f"内容文件夹中没有{ABSENT}："),
    ],
)
def test_what_goes_wrong_is_said_in_chinese(brand: Any, client: Any, path: str, code: str, said: str) -> None:
    brand.head()
    body = client.get(path, headers={"Accept-Language": "zh"}).json()
    assert body["words"]["detail"]["code"] == code
    assert body["detail"].startswith(said)
    assert body["detail"].endswith("。")


def test_a_method_that_is_not_possible(client: Any) -> None:
    answer = client.ask("DELETE", "/v1/members?lang=zh")
    assert answer.json()["detail"] == "/v1/members不支持DELETE，只支持GET；见/docs。"


def test_limits_are_said_in_chinese_with_their_numbers(brand: Any) -> None:
    client = brand.client(rate_limit="1/minute")
    client.get("/nowhere")
    body = client.get("/nowhere?lang=zh").json()
    values = body["words"]["detail"]["values"]
    assert (values["limit"], values["seconds"], values["address"]) == (1, 60, "127.0.0.1")
    assert body["detail"] == f"127.0.0.1在60秒内的请求超过1次。请等待{values['wait']}秒。"


def test_a_body_that_is_too_large(brand: Any) -> None:
    client = brand.client(content_max_bytes=10)
    body = client.post("/v1/content?lang=zh", content=b" " * 4_000_000).json()
    assert body["words"]["detail"] == {"code": "kit.limits.body_of", "values": {"limit": 10 * 6 + 2 * 1024 * 1024}}
    assert body["detail"] == "请求正文超过2097212字节。请减少内容。"


def test_a_database_without_a_head(client: Any) -> None:
    assert client.get("/v1/status?lang=zh").json()["detail"].startswith("尚未索引任何内容。")


def test_a_document_that_is_not_at_hand_says_why(brand: Any, client: Any) -> None:
    brand.head()
    brand.proposal(1, description=f"# Title\n\nipfs://{ABSENT}", content_uri=f"ipfs://{ABSENT}")
    document = client.get("/v1/proposals/1?lang=zh").json()["proposal"]["document"]
    assert document["availability"] == "unavailable"
    assert document["note"].startswith(f"内容文件夹中没有{ABSENT}：")
    assert document["words"] == {"note": {"code": "content.disk.not_there", "values": {"cid": ABSENT}}}


def test_content_and_files_are_the_same_in_every_language(client: Any) -> None:
    cid = client.post("/v1/content", content=b"Refill stations").json()["cid"]
    for path in (f"/v1/content/{cid}", "/static/app.js", "/static-offline-docs/swagger-ui.css"):
        answer = client.get(path, headers={"Accept-Language": "zh"})
        assert answer.status_code == 200
        assert "content-language" not in answer.headers
        assert "accept-language" not in answer.headers.get("vary", "").lower()
