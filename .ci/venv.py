"""Make a virtual environment, installing what Debian leaves out of its Python where we may.

python3 .ci/venv.py FOLDER
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - run by whatever Python is there
    sys.exit(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}.")


def made(folder: Path) -> bool:
    """Whether the environment could be made, pip and all."""
    done = subprocess.run([sys.executable, "-m", "venv", str(folder)], capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
    return done.returncode == 0


def main() -> None:
    """Make it; as root, install python3-venv if that is what is missing."""
    folder = Path(sys.argv[1])
    if made(folder):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=True)  # noqa: S607
        subprocess.run(["apt-get", "install", "-y", "-qq", "python3-venv"], check=True)  # noqa: S607
        if made(folder):
            return
    sys.exit("Python's venv is not installed. Ask an administrator for: apt install python3-venv")


main()
