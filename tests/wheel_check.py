"""Builds the wheel, installs it in an empty environment outside the clone, and asks it about the article."""

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
LIMIT = 100 << 20


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="yinwen-wheel-") as name:
        outside = Path(name)
        subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", outside, CLONE], check=True)
        wheel = next(outside.glob("*.whl"))
        size = wheel.stat().st_size
        assert size < LIMIT, f"{wheel.name} has {size} bytes, {LIMIT} at most"
        venv.create(outside / "env", with_pip=True)
        python = outside / "env" / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel], check=True)
        environ = {**os.environ, "YINWEN_HOME": str(outside / "home"), "YINWEN_LANG": "zh"}
        ask = [outside / "env" / "bin" / "yinwen", "ask", "--json", "全省群众安全感达到多少？"]
        done = subprocess.run(ask, check=True, capture_output=True, text=True, cwd=outside, env=environ)
        answer = json.loads(done.stdout)
        assert "98.19%" in answer["answer"], answer["answer"]
        sys.stdout.write(f"{wheel.name}, {size / 2**20:.1f} MiB: {answer['answer']}\n")


if __name__ == "__main__":
    main()
