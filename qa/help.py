"""The commands' help, zh and en."""

HELP: dict[str, dict[str, str]] = {
    "zh": {
        "yinwen": "引文：向文件提问，得到原文的原话和出处。离线运行，不需要大模型。\n\n"
        "环境变量：YINWEN_HOME 索引所在文件夹，YINWEN_LANG=zh|en，YINWEN_ENCODER 编码模型，YINWEN_READER 阅读模型，\n"
        "YINWEN_RERANKER 重排模型，YINWEN_STRICTNESS 严格程度，YINWEN_DICT 用户词典，\n"
        "YINWEN_LLM_MODEL 大模型的名字（只在加了 --llm 时才用），连同 OPENAI_BASE_URL 服务器、OPENAI_API_KEY 密钥；\n"
        "YINWEN_API_KEY 使用 HTTP API 的密钥（serve）。\n"
        "退出码：0 成功，1 文件里没有说、检查出问题或评测变差，2 输入有误，3 索引不符或损坏，4 另一个程序正在写。",
        "command": "命令",
        "index": "添加文件或文件夹；再次添加只更新有变化的，并移除文件夹里已不在的",
        "remove": "从索引中移除文件",
        "list": "列出索引里的文件",
        "ask": "提一个问题",
        "search": "只检索段落，不作答",
        "chat": "在终端里连续提问",
        "serve": "打开网页和 HTTP API",
        "eval": "批量评测：读入问题，写出预测、指标和网页 report.html；或比较两次结果",
        "verify": "检查索引的每一处存储",
        "doctor": "检查环境、模型、索引、字体和离线状态",
        "home": "索引所在文件夹（默认 YINWEN_HOME，或系统的用户数据文件夹）",
        "encoder": "编码模型：default；static（快速编码，文件很多时用）；或任何 sentence-transformers 模型的名字或文件夹",
        "reader": "阅读模型：default，none（只用检索，更快），或一个文件夹",
        "reranker": "给段落重新排序的 CrossEncoder：sentence-transformers 模型的名字或文件夹",
        "strictness": "没有把握时怎么办：strict 多拒答，balanced（默认），open 少拒答",
        "lang": "消息的语言",
        "paths": "文件或文件夹（.txt .md .docx .pdf .html）",
        "rebuild": "用现在的编码模型和切分规则，从已存的原文重建",
        "doc_ids": "文件名，见 yinwen list",
        "json": "输出 JSON",
        "question": "问题",
        "within": "只在这个文件里找，可重复",
        "top_k": "最多几段（默认 10）",
        "history": "之前的问题，可重复，由早到晚",
        "questions": "问题：JSONL、CSV、xlsx、SQuAD 或 CMRC 的 JSON，或 BEIR 文件夹",
        "output": "结果文件夹（评测时必须给出；比较时可以不给）",
        "corpus": "要问的文件或文件夹（默认是题目自带的，没有就用已有的索引）",
        "without_gold": "拿掉标准答案所在的文件，测量拒答",
        "compare": "比较两个结果文件夹：列出变了的题；有指标显著变差时退出码为 1",
        "llm": "让大模型根据找到的段落写回答，每一句都对照原文核对；段落会发送到 OPENAI_BASE_URL 的主机，"
        "须先设置 YINWEN_LLM_MODEL；出错时仍直接摘引原文作答",
        "half": "只测一半问题（按编号的哈希）：一半用来调整，另一半用来评判",
        "host": "监听地址（默认 127.0.0.1）",
        "port": "端口（默认 7860）",
        "open": "在浏览器里打开",
        "no_ui": "只提供 HTTP API，不要网页",
    },
    "en": {
        "yinwen": "yinwen: ask your documents, get their own words and where they stand. Offline, no LLM needed.\n\n"
        "Environment: YINWEN_HOME the index's folder, YINWEN_LANG=zh|en, YINWEN_ENCODER, YINWEN_READER, YINWEN_RERANKER, YINWEN_STRICTNESS,\n"
        "YINWEN_DICT a user dictionary, YINWEN_LLM_MODEL an LLM (used with --llm only), with OPENAI_BASE_URL its server and\n"
        "OPENAI_API_KEY its key; YINWEN_API_KEY a key that clients of the HTTP API must send (serve).\n"
        "Exit codes: 0 done, 1 the documents don't say, a check failed or a measure got worse, 2 bad input, 3 index doesn't fit or is damaged,\n"
        "4 another program is writing.",
        "command": "COMMAND",
        "index": "add files or folders; again, it updates what changed and removes what vanished from a folder",
        "remove": "remove documents from the index",
        "list": "list the documents in the index",
        "ask": "ask one question",
        "search": "find passages only",
        "chat": "ask on and on in the terminal",
        "serve": "open the page and the HTTP API",
        "eval": "evaluate in a batch: questions in, predictions, figures and report.html out; or compare two runs",
        "verify": "check every stored structure",
        "doctor": "check environment, models, index, fonts and offline state",
        "home": "the index's folder (default: YINWEN_HOME, else the platform's user data folder)",
        "encoder": "default; static (fast, for very many documents); or the name or folder of any sentence-transformers model",
        "reader": "the reader: default, none (retrieval alone, faster), or a folder",
        "reranker": "a CrossEncoder that orders the passages: the name or folder of a sentence-transformers model",
        "strictness": "when it is not sure: strict refuses more, balanced (default), open refuses less",
        "lang": "language of messages",
        "paths": "files or folders (.txt .md .docx .pdf .html)",
        "rebuild": "make it anew from the stored text with the present encoder and splitter",
        "doc_ids": "a document, see yinwen list",
        "json": "print JSON",
        "question": "the question",
        "within": "only in this document; may be repeated",
        "top_k": "how many passages at most (default 10)",
        "history": "an earlier question; may be repeated, oldest first",
        "questions": "JSONL, CSV, xlsx, SQuAD's or CMRC's JSON, or a BEIR folder",
        "output": "folder for the results (needed to evaluate, not to compare)",
        "corpus": "the file or folder to ask (default: what the questions bring, else the present index)",
        "without_gold": "take the gold documents away, to measure refusal",
        "compare": "compare two results folders: what changed; exits 1 where a measure is significantly worse",
        "llm": "let an LLM write the answer from the passages found, and check each sentence against them; they are sent to "
        "OPENAI_BASE_URL's host; YINWEN_LLM_MODEL must be set; where it fails the answer is quoted as without it",
        "half": "ask only this half of the questions (by a hash of the id): one to tune on, the other to judge by",
        "host": "address to listen on (default 127.0.0.1)",
        "port": "port (default 7860)",
        "open": "open it in a browser",
        "no_ui": "the HTTP API alone, without the page",
    },
}
