"""Builds the wheel, installs it in an empty environment outside the clone, and asks it about the article."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
LIMIT = 100 << 20


def build(folder: Path) -> Path:
    """The wheel, from a clean build folder: what an earlier build left would come along."""
    shutil.rmtree(CLONE / "build", ignore_errors=True)
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", folder, CLONE], check=True)
    shutil.rmtree(CLONE / "build", ignore_errors=True)
    return next(folder.glob("*.whl"))


def check_contents(wheel: Path) -> None:
    """Small enough, all under ``yinwen/``, and without what belongs to the clone alone."""
    size = wheel.stat().st_size
    assert size < LIMIT, f"{wheel.name} has {size} bytes, {LIMIT} at most"
    names = zipfile.ZipFile(wheel).namelist()
    outside = [name for name in names if not name.startswith(("yinwen/", "yinwen-"))]
    assert not outside, outside
    left_out = [name for name in names if "/tests/" in name or "/training/" in name or name.endswith(".safetensors")]
    assert not left_out, left_out


def ask(wheel: Path, folder: Path, question: str) -> str:
    """The answer of a program installed from the wheel alone, asked from elsewhere."""
    venv.create(folder / "env", with_pip=True)
    programs = folder / "env" / "bin"
    pip = [programs / "python", "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", wheel], check=True)
    subprocess.run([*pip, "check"], check=True)
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "YINWEN"))}
    environ |= {"YINWEN_HOME": str(folder / "home"), "YINWEN_LANG": "zh"}
    command = [programs / "yinwen", "ask", "--json", question]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=folder, env=environ)
    return json.loads(done.stdout)["answer"]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="yinwen-wheel-") as name:
        wheel = build(Path(name))
        check_contents(wheel)
        answer = ask(wheel, Path(name), "全省群众安全感达到多少？")
        assert "98.19%" in answer, answer
        sys.stdout.write(f"{wheel.name}, {wheel.stat().st_size / 2**20:.1f} MiB: {answer}\n")


if __name__ == "__main__":
    main()
