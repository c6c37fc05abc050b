import numpy as np
import openai
import pytest
from api_server import client_of, refused
from numpy.testing import assert_allclose

from fakes import FakeEncoder

TEXTS = ["长江禁渔", "绿茶用八十度的水冲泡。"]


@pytest.fixture
def client(api):
    with client_of(api) as opened:
        yield opened


# The openai client asks for base64 where no format is named, and decodes it.
@pytest.mark.parametrize("form", [{}, {"encoding_format": "float"}])
def test_vectors_are_the_encoders_in_order(client, form):
    reply = client.embeddings.create(model="yinwen-embedding", input=TEXTS, **form)
    assert [one.index for one in reply.data] == [0, 1]
    assert_allclose([one.embedding for one in reply.data], FakeEncoder().encode_passages(TEXTS), rtol=1e-6)
    assert reply.usage.prompt_tokens == reply.usage.total_tokens > 2


def test_one_text_and_a_query(client, encoder, monkeypatch):
    monkeypatch.setattr(encoder, "encode_queries", lambda texts: np.ones((len(texts), 64), np.float32))
    asked = {"model": "yinwen-embedding", "input": TEXTS[0]}
    (passage,) = client.embeddings.create(**asked).data
    (query,) = client.embeddings.create(**asked, extra_body={"input_type": "query"}).data
    assert query.embedding == [1.0] * 64
    assert passage.embedding != query.embedding


@pytest.mark.parametrize("given", ["", [], [""], [1, 2], None])
def test_nothing_to_embed_is_the_clients_error(api, given):
    response = api.post("/v1/embeddings", json={"model": "yinwen-embedding", "input": given})
    assert refused(response) == (422, "invalid_request")


def test_what_this_encoder_is_not_is_told(api, client):
    with pytest.raises(openai.NotFoundError, match="yinwen-embedding"):
        client.embeddings.create(model="text-embedding-3-small", input="茶")
    body = {"model": "yinwen-embedding", "input": "茶", "dimensions": 32}
    assert refused(api.post("/v1/embeddings", json=body)) == (400, "bad_dimensions")
    assert api.post("/v1/embeddings", json={**body, "dimensions": 64}).status_code == 200
