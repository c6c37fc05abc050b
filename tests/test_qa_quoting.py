from hypothesis import given
from hypothesis import strategies as st

from yinwen.corpus.sentences import clauses, sentences
from yinwen.qa.quoting import LONGEST, WHOLE, focus, quote_span, trim

CLAUSE = st.text(alphabet="全省湖北长江禁渔发展安全12“”（）%𠮷é", min_size=1, max_size=30)
SENTENCE = st.lists(CLAUSE, min_size=1, max_size=12).map(lambda parts: "，".join(parts) + "。")
WEIGHTS = st.dictionaries(st.sampled_from(["全省", "湖北", "长江", "发展", "12"]), st.floats(0.1, 8.0), max_size=4)


@given(SENTENCE, WEIGHTS)
def test_a_short_sentence_is_quoted_whole_and_of_a_long_one_whole_clauses(
    sentence: str, weights: dict[str, float]
) -> None:
    text = "前文。" + sentence + "后文。"
    start, end = 3, 3 + len(sentence)
    a, b = quote_span(text, start, end, weights)
    assert start <= a < b <= end
    if len(sentence) <= WHOLE:
        assert (a, b) == (start, end)
        return
    parts = [(part.start, part.end) for part in clauses(text, start, end)]
    covered = [i for i, part in enumerate(parts) if part[0] < b and part[1] > a]
    assert (a, b) == trim(text, parts[covered[0]][0], parts[covered[-1]][1])
    # Longer only as one clause, or as one enumeration in a piece.
    assert b - a <= WHOLE or all(
        text[parts[i][1] - 1] == "、" or not text[slice(*parts[i])].strip() for i in covered[:-1]
    )


@given(SENTENCE, WEIGHTS, st.data())
def test_the_words_that_answer_are_inside_the_quote(
    sentence: str, weights: dict[str, float], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, min(start + 20, len(sentence))))
    around = trim(sentence, start, end)
    a, b = quote_span(sentence, 0, len(sentence), weights, around)
    if around[0] < around[1]:
        assert a <= around[0] < around[1] <= b


def test_the_clause_that_holds_the_questions_words_is_quoted() -> None:
    filler = "各级各部门要认真贯彻落实有关决策部署和工作要求"
    sentence = f"{filler}，{filler}，{filler}，全省群众安全感达到98.19%，{filler}，{filler}。"
    a, b = quote_span(sentence, 0, len(sentence), {"群众": 3.0, "安全感": 4.0})
    assert "全省群众安全感达到98.19%" in sentence[a:b]
    assert b - a <= WHOLE


def test_an_enumeration_is_never_quoted_without_what_governs_it() -> None:
    sentence = (
        "大疫大灾之年，湖北没有发生企业规模性倒闭、职工规模性失业、涉疫涉灾群体规模性上访，稳住了经济基本盘，兜住了民生底线，"
        "守牢了社会稳定底线，全省群众安全感达到98.19%，同比提高1.98个百分点。"
    )
    for words in ({"安全感": 5.0}, {"上访": 5.0}, {"失业": 5.0, "稳住": 1.0}):
        a, b = quote_span(sentence, 0, len(sentence), words)
        quote = sentence[a:b]
        assert ("失业" in quote or "上访" in quote) <= ("没有发生" in quote)


def test_a_single_endless_clause_is_cut_around_what_matches() -> None:
    sentence = "长" * 200 + "江豚" + "长" * 200 + "。"
    start, end = quote_span(sentence, 0, len(sentence), {"江豚": 1.0})
    assert end - start == LONGEST
    assert "江豚" in sentence[start:end]
    span = (390, 395)
    start, end = quote_span(sentence, 0, len(sentence), {"江豚": 1.0}, span)
    assert start <= span[0]
    assert span[1] <= end <= len(sentence)


@given(st.text(alphabet="，、；：。 \u3000\n长江”", max_size=12), st.data())
def test_trimming_takes_marks_and_space_only(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    a, b = trim(text, start, end)
    assert start <= a <= b <= end
    assert not set("长江”。") & set(text[start:a])
    assert not set("长江”。") & set(text[b:end])


def test_words_beside_the_question_word_count_more() -> None:
    weights = focus("“23245”防控举措里的“两个闭环”指什么？", {"23245": 1.0, "闭环": 1.0})
    assert weights["闭环"] > weights["23245"] == 1.0
    assert focus("长江禁渔", {"长江": 1.0}) == {"长江": 1.0}


def test_every_sentence_of_a_hard_wrapped_text_can_be_quoted() -> None:
    text = "　　为了配合大楼的年度电力检修，本周六上午八点到下午五点\r\n全楼停电，届时电梯、空调和机房都会停止运行，请大家\r\n保存好文件。谢谢！"
    for sentence in sentences(text):
        a, b = quote_span(text, sentence.start, sentence.end, {"停电": 1.0})
        assert sentence.start <= a < b <= sentence.end
