"""Every sentence of the page, one table a language."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..corpus.errors import Language


@dataclass(frozen=True, slots=True)
class Texts:
    """The page's words; ``{}`` fields are filled with ``str.format``."""

    language: Language
    name: str
    motto: str
    documents: str
    question: str
    placeholder: str
    send: str
    asking: str
    chat_tab: str
    document_tab: str
    back: str
    welcome: str
    welcome_hint: str
    examples: str
    outline: str
    previous: str
    next: str
    citation: str
    rewritten: str
    refused: str
    refused_why: str
    nearest: str
    evidence: str
    uncited: str
    cited_heading: str
    uncited_heading: str
    score: str
    no_document: str
    document_label: str
    conversation_label: str
    paragraph: str
    failed: str
    llm: str
    settings: str
    drop: str
    all_documents: str
    filter: str
    size: str
    ask_this: str
    remove: str
    confirm_remove: str
    too_many: str
    only: str
    none_chosen: str
    upload_states: Mapping[str, str]
    strictness_label: str
    strictness: Mapping[str, str]


ZH = Texts(
    language="zh",
    name="引文",
    motto="问文件，得原文",
    documents="文件",
    question="问题",
    placeholder="问点什么……",
    send="发送",
    asking="正在原文里找……",
    chat_tab="对话",
    document_tab="原文",
    back="返回",
    welcome="问，就用原文回答。",
    welcome_hint="每一句都注明出处，点〔1〕看它在原文里的位置。文件里没有说的，就说没有。",
    examples="可以这样问",
    outline="目录",
    previous="上一处引文",
    next="下一处引文",
    citation="引文 {}：{}",
    rewritten="理解为：{}",
    refused="文件里没有说",
    refused_why="没有找到能回答“{}”的原文。",
    nearest="最接近的段落",
    evidence="依据 {}",
    uncited="未引用的段落 {}",
    cited_heading="依据",
    uncited_heading="找到而未引用",
    score="相关度 {:.3f}",
    no_document="还没有文件。点上面的“文件”，把文件拖进来。",
    document_label="原文：{}",
    conversation_label="对话",
    paragraph="第 {} 段的链接",
    failed="出了意外，没能回答；问题还在框里，可以再试一次。",
    llm="让大模型 {} 写回答（问题和找到的段落会发送到 {}），每一句都对照原文核对",
    settings="设置",
    drop="把文件拖到这里，或点一下选择（{}）",
    all_documents="全部都问",
    filter="按名字找……",
    size="{:,} 字 · {:,} 段",
    ask_this="向《{}》提问",
    remove="删除《{}》",
    confirm_remove="删除《{}》？它不再回答问题；你自己的原件不受影响。",
    too_many="一次最多 {} 个文件；请分几次上传。",
    only="只问选中的 {} 份文件",
    none_chosen="没有选择文件：请在“文件”里勾选要问的。",
    upload_states={
        "waiting": "等待", "reading": "正在读……", "added": "已加入", "updated": "已更新", "unchanged": "没有变化", "failed": "没能读入",
    },
    strictness_label="没有把握时",
    strictness={"strict": "严格：宁可说没有", "balanced": "适中", "open": "宽松：尽量回答"},
)  # fmt: skip

EN = Texts(
    language="en",
    name="引文",
    motto="Ask your documents, read their own words",
    documents="Document",
    question="Question",
    placeholder="Ask something…",
    send="Send",
    asking="Looking in the text…",
    chat_tab="Conversation",
    document_tab="Source",
    back="Back",
    welcome="Ask, and the source answers in its own words.",
    welcome_hint="Every quote names its place: 〔1〕 opens it in the text. What they don't say is not made up.",
    examples="For example",
    outline="Contents",
    previous="Previous quote",
    next="Next quote",
    citation="Citation {}: {}",
    rewritten="Understood as: {}",
    refused="The documents don't say",
    refused_why="Nothing was found that answers “{}”.",
    nearest="Nearest passages",
    evidence="Cited {}",
    uncited="Not cited {}",
    cited_heading="Cited",
    uncited_heading="Found, not cited",
    score="score {:.3f}",
    no_document="There is no document yet. Open “Document” above and drop your files there.",
    document_label="Source: {}",
    conversation_label="Conversation",
    paragraph="Link to paragraph {}",
    failed="Something unforeseen went wrong; your question is still in the box, please try again.",
    llm="Let the LLM {} write the answer (question and passages found are sent to {}); each sentence is checked",
    settings="Settings",
    drop="Drop files here, or click to choose ({})",
    all_documents="Ask all",
    filter="Find by name…",
    size="{:,} characters · {:,} passages",
    ask_this="Ask “{}”",
    remove="Remove “{}”",
    confirm_remove="Remove “{}”? It answers no more; your own file stays as it is.",
    too_many="At most {} files at once; upload the rest afterwards.",
    only="Asking {} chosen documents only",
    none_chosen="No document is chosen: tick under Document those to be asked.",
    upload_states={
        "waiting": "waiting", "reading": "reading…", "added": "added", "updated": "updated", "unchanged": "unchanged", "failed": "not read",
    },
    strictness_label="When it is not sure",
    strictness={"strict": "Strict: rather say no", "balanced": "Balanced", "open": "Open: rather answer"},
)  # fmt: skip

TEXTS: Mapping[Language, Texts] = {"zh": ZH, "en": EN}
