import openai
import pytest
from api_server import client_of, served

from yinwen.qa.assistant import Assistant
from yinwen.qa.llm.settings import LlmSettings


def test_models_are_listed_and_found(api):
    with client_of(api) as client:
        assert [model.id for model in client.models.list()] == ["yinwen", "yinwen-embedding"]
        assert client.models.retrieve("yinwen").id == "yinwen"
        with pytest.raises(openai.NotFoundError, match="YINWEN_LLM_MODEL"):
            client.models.retrieve("yinwen-llm")


def test_an_llm_that_is_set_up_is_one(library):
    with served(Assistant(library, llm=LlmSettings("x"))) as api, client_of(api) as client:
        assert [model.id for model in client.models.list()] == ["yinwen", "yinwen-llm", "yinwen-embedding"]
