"""Documents and the names Kubo gives them."""

import hashlib

from symbia.content.tree import CHUNK_BYTES, MAX_LINKS

MIB = 1024 * 1024

# `ipfs add --cid-version=1 --raw-leaves` of `document(size)`, recorded from Kubo 0.39.0.
RECORDED = {
    0: "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
    1: "bafkreiczjzizvzezgevssqz3pxmks77qndppzouxkw3nluaoqtcsjvt3ay",
    CHUNK_BYTES - 1: "bafkreietoh3okj3tfkoxqivo544zpfbn3qd2q6mp45bcu6ghy452vocnsy",
    CHUNK_BYTES: "bafkreid3llvppcw26dl25755lmt57ciisx4pdtbkxlnadsaaggjzzu5fue",
    CHUNK_BYTES + 1: "bafybeibsc6b5ccxaj7h23jbzpywpzc4hsxatvtkt7t35srcvtlkxutaxl4",
    2 * CHUNK_BYTES: "bafybeic35zdoqrj6552kmfar7fswpwg5wkccaopu6p3b2m2dcybybtt7c4",
    2 * CHUNK_BYTES + 1: "bafybeidntlwxbusor5sgpmn7dnwzvfeczs4o7lr6ou4gyuhsnxbndybbn4",
    MIB: "bafybeifw6ybbftvyufydxu2ok447xs6nnexuiigpk7mwqq4ixtawmdr6xi",
    MAX_LINKS * CHUNK_BYTES: "bafybeidkovj3icop34bjslyudgowlptf5ysjhce4efwbias5fvek64b4rq",
    MAX_LINKS * CHUNK_BYTES + 1: "bafybeieoz455enezhcsstxoupslifzam4zv42janbplqohiabjojbwuiym",
}


def document(size: int, seed: int = 0) -> bytes:
    """`size` bytes that look random and are the same everywhere."""
    return hashlib.shake_128(seed.to_bytes(8, "big")).digest(size)


HELLO = b"hello world"
HELLO_CID = "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"
# The same document added with Kubo's older defaults: a dag-pb leaf, named by a CIDv0 and by the CIDv1 equal to it.
HELLO_CID_V0 = "Qmf412jQZiuVUtdgnB36FXFX7xg5V6KEbSJ4dpQuhkLyfD"
HELLO_CID_V0_AS_V1 = "bafybeihykld7uyxzogax6vgyvag42y7464eywpf55gxi5qpoisibh3c5wa"
HELLO_BLOCK_V0 = bytes.fromhex("0a110802120b") + HELLO + bytes.fromhex("180b")

# A folder that holds `hello world` as the file `a`.
FOLDER_CID = "Qmcrn1NrbYeHw6Me7WvcraUUDqDXMw5sAkz33ZZPQPWkTE"
FOLDER_BLOCK = bytes.fromhex(
    "12290a221220f852c7fa62f971817f54d8a80dcd63fcf7098b3cbde9ae8ec1ee449013ec5db012016118130a020801"
)
