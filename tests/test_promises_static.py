"""What product code never does, read from its syntax trees."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("corpus", "index", "qa", "webui")
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
# Where printing is the job: commands, and scripts that are run by hand.
SPEAKING = {"qa/cli.py", "qa/commands.py", "qa/health.py", "webui/cli.py", "qa/evaluation/command.py"}

FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "yaml.load", "os.system", "pickle.load"}


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def dotted(node):
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def offences(tree, speaks=False):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            yield from (f"imports {m}" for m in modules if m.split(".")[0] in FORBIDDEN_MODULES)
        elif isinstance(node, ast.Call):
            called = dotted(node.func)
            if called in FORBIDDEN_CALLS:
                yield f"calls {called}"
            if called == "print" and not speaks:
                yield "prints"
            if called == "torch.load" and not reads_weights_only(node):
                yield "unpickles a checkpoint"
            yield from keyword_offences(node)


def reads_weights_only(call):
    """Tensors and plain containers, no objects: what a checkpoint of the training scripts holds."""
    return any(k.arg == "weights_only" and getattr(k.value, "value", None) is True for k in call.keywords)


def keyword_offences(call):
    for keyword in call.keywords:
        value = keyword.value.value if isinstance(keyword.value, ast.Constant) else ...
        if keyword.arg == "trust_remote_code" and value is not False:
            yield "trusts remote code"
        elif keyword.arg == "errors" and value == "ignore":
            yield "ignores bytes that it can't decode"
        elif keyword.arg == "allow_pickle" and value is not False:
            yield "allows pickles"
        elif keyword.arg == "shell" and value is not False:
            yield "runs a shell"
    if dotted(call.func).endswith((".decode", ".encode")) and len(call.args) > 1:
        error = call.args[1]
        if isinstance(error, ast.Constant) and error.value == "ignore":
            yield "ignores bytes that it can't decode"


def test_there_is_something_to_read():
    assert len(FILES) > 60
    assert {name_of(path).split("/")[0] for path in FILES} == set(ROOMS)
    assert {name_of(path) for path in FILES} >= SPEAKING - {"qa/evaluation/command.py"}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_product_code_keeps_the_rules(path):
    name = name_of(path)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert list(offences(tree, speaks=name in SPEAKING or "/training/" in name)) == []


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from marshal import loads",
        "import torch; torch.load('x')",
        "import torch; torch.load('x', weights_only=False)",
        "AutoModel.from_pretrained('x', trust_remote_code=True)",
        "AutoModel.from_pretrained('x', trust_remote_code=flag)",
        "open('x', errors='ignore')",
        "b''.decode('utf-8', 'ignore')",
        "b''.decode(errors='ignore')",
        "np.load('x', allow_pickle=True)",
        "eval('1')",
        "print('x')",
        "subprocess.run('ls', shell=True)",
    ],
)
def test_the_rules_catch_what_they_are_for(code):
    assert list(offences(ast.parse(code)))
