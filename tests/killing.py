"""A process that imports everything once and then forks one ``yinwen index`` after the other, to be killed.

It reads requests from standard input, one JSON object a line, and answers on the file descriptor that it is given:
``pid N``, then ``begin``, then ``events N`` when the child came to its end, then ``status N``.
"""

import functools
import json
import os
import pathlib
import shutil
import signal
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from fakes import FakeEncoder


def preload(home):
    """What every run would import and load anew."""
    import faiss  # noqa: F401
    import tqdm  # noqa: F401

    from yinwen.index import library
    from yinwen.index.segment import Segmenter

    Segmenter(pathlib.Path(home)).warm()
    library.load_piece_counter()
    library.tokenizer_fingerprint()
    library.load_encoder = lambda _: FakeEncoder()


class Events:
    """Counts what changes files, before and after; at the given number the process kills itself."""

    def __init__(self, fatal):
        self.count, self.fatal = 0, fatal

    def happen(self):
        if self.count == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)
            threading.Event().wait()
        self.count += 1

    def around(self, owner, name):
        original = getattr(owner, name)

        @functools.wraps(original)
        def wrapped(*arguments, **options):
            self.happen()
            result = original(*arguments, **options)
            self.happen()
            return result

        setattr(owner, name, wrapped)


def watch(fatal):
    from yinwen.index import listing, published, store

    events = Events(fatal)
    events.around(os, "fsync")
    events.around(pathlib.Path, "replace")
    events.around(pathlib.Path, "unlink")
    events.around(shutil, "copytree")
    events.around(shutil, "rmtree")
    events.around(published, "write_listing")
    events.around(listing, "write_atomically")
    for name in ("put", "remove", "set_meta", "close", "_insert", "_drop", "_advance"):
        events.around(store.Store if hasattr(store.Store, name) else store, name)
    return events


def run(request, say):
    from yinwen.webui.cli import main

    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    events = watch(request.get("fatal"))
    say("begin")
    code = main(["index", request["folder"], "--home", request["home"]])
    say(f"events {events.count}")
    os._exit(code)


def serve(answers, cache):
    def say(line):
        os.write(answers, f"{line}\n".encode())

    preload(cache)
    for line in sys.stdin:
        request = json.loads(line)
        pid = os.fork()
        if not pid:
            run(request, say)
        say(f"pid {pid}")
        say(f"status {os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}")


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
