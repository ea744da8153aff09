"""A throw-away PostgreSQL for tests: a primary, a streaming standby and a PgBouncer.

All are children of the process that makes them, and the kernel ends them with it, however it ends.
"""

import os
import pwd
import random
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

START_SECONDS = 60  # of each server; they take less than one, but a machine may be busy
OLDEST = 15

SETTINGS = """
fsync = off
full_page_writes = off
listen_addresses = '127.0.0.1'
log_min_messages = warning
max_connections = 120
max_prepared_transactions = 20
max_standby_streaming_delay = 3min
shared_buffers = 32MB
timezone = 'Asia/Kathmandu' # not that of a driver or a machine
unix_socket_directories = '{directory}'
wal_level = logical
wal_retrieve_retry_interval = 100ms
"""

PGBOUNCER = """
[databases]
* = host={directory} port={primary}
[pgbouncer]
auth_file = {directory}/users.txt
auth_type = trust
default_pool_size = 4
listen_port = {port}
max_client_conn = 200
pool_mode = transaction
query_wait_timeout = 0
server_connect_timeout = 180
unix_socket_dir = {directory}
"""


def binaries():
    """The folder of the newest server; distributions do not put it into PATH."""
    folders = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    for pattern in ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin"):
        found = [folder for folder in Path("/").glob(pattern[1:]) if (folder / "initdb").exists()]
        folders += sorted(found, key=lambda folder: int(re.search(r"\d+", str(folder))[0]), reverse=True)
    if not folders:
        raise RuntimeError(f"there is no PostgreSQL server here: install it (Debian: postgresql), {OLDEST} or later")
    version = subprocess.check_output([folders[0] / "postgres", "--version"], text=True)
    if int(re.search(r"\d+", version)[0]) < OLDEST:
        raise RuntimeError(f"{folders[0]} holds {version.strip()}; {OLDEST} or later is wanted")
    return folders[0]


def server_user():
    """Who runs the servers, which refuse to be run by root; None for the user who runs this."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            pass
    raise RuntimeError("root cannot run PostgreSQL, and there is neither a user postgres nor nobody")


def free_ports(count):
    """Ports below those that the kernel gives to clients, which come and go while the servers start."""
    ports = []
    for port in random.sample(range(15000, 32000), 1000):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        ports.append(port)
        if len(ports) == count:
            return ports
    raise RuntimeError("no free ports")


class Cluster:
    def __init__(self, logs, is_over):
        """Starting ends between two steps when `is_over()`: a step that is interrupted may leave something behind."""
        self.logs = logs
        self.is_over = is_over
        self.binaries = binaries()
        self.user = server_user()
        # Not in the build tree: the servers' user may be unable to go there, and a socket's path has at most 107 bytes.
        self.directory = Path(tempfile.mkdtemp(prefix="rowan-postgres-", dir="/tmp"))
        self.own(self.directory)
        self.primary_port, self.standby_port, self.bouncer_port = free_ports(3)
        self.password = secrets.token_hex(8)
        self.children = {}  # and the signal that ends each at once

    def own(self, path):
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def command(self, program, *arguments, ending=signal.SIGQUIT):
        """What runs a program as the servers' user and lets the kernel end it with this process."""
        user = ["--reuid", self.user.pw_name, "--regid", str(self.user.pw_gid), "--init-groups"] if self.user else []
        return ["setpriv", *user, "--pdeathsig", ending.name.removeprefix("SIG"), "--", str(program), *map(str, arguments)]

    def surroundings(self):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {"cwd": self.directory, "stdin": subprocess.DEVNULL, "env": {**environment, "HOME": str(self.directory)}}

    def check_time(self):
        if self.is_over():
            raise SystemExit("the servers are not wanted any more")

    def run(self, program, *arguments):
        self.check_time()
        with open(self.logs / "setup.log", "a") as log:
            if subprocess.call(self.command(self.binaries / program, *arguments), stdout=log, stderr=log, **self.surroundings()):
                raise RuntimeError(f"{program} failed, see {log.name}")

    def spawn(self, name, program, *arguments, ending=signal.SIGQUIT):
        with open(self.logs / f"{name}.log", "a") as log:
            child = subprocess.Popen(self.command(program, *arguments, ending=ending), stdout=log, stderr=log,
                                     **self.surroundings())
        self.children[child] = ending
        return child

    def wait_until_ready(self, name, child, port):
        question = [self.binaries / "pg_isready", "-q", "-h", self.directory, "-p", str(port), "-U", "rowan", "-d", "postgres"]
        end = time.monotonic() + START_SECONDS
        while subprocess.call(question, **self.surroundings()) != 0:
            if child.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the {name} did not start, see {self.logs / name}.log")
            time.sleep(0.02)

    def sql(self, *statements):
        commands = [word for statement in statements for word in ("-c", statement)]
        self.run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.directory, "-p", self.primary_port,
                 "-U", "rowan", "-d", "postgres", *commands)

    def start_server(self, name, port):
        child = self.spawn(name, self.binaries / "postgres", "-D", self.directory / name, "-p", port)
        self.wait_until_ready(name, child, port)
        return child

    def start_primary(self):
        password = self.directory / "password"
        password.write_text(self.password)
        self.own(password)
        data = self.directory / "primary"
        self.run("initdb", "-D", data, "-U", "rowan", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions",
                 "--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={password}")
        with open(data / "postgresql.conf", "a") as file:
            file.write(SETTINGS.format(directory=self.directory))
        self.primary = self.start_server("primary", self.primary_port)
        self.sql(f"CREATE ROLE rowan_password LOGIN PASSWORD '{self.password}'", "CREATE DATABASE rowan")

    def start_standby(self):
        small, own = self.directory / "small", self.directory / "standby_small"
        self.run("pg_basebackup", "-D", self.directory / "standby", "-h", self.directory, "-p", self.primary_port,
                 "-U", "rowan", "-T", f"{small}={own}", "-c", "fast", "-R", "-C", "-S", "standby", "--no-sync")
        self.start_server("standby", self.standby_port)

    def start_bouncer(self, program):
        for name, text in {
            "users.txt": '"rowan" ""\n',
            "pgbouncer.ini": PGBOUNCER.format(directory=self.directory, primary=self.primary_port, port=self.bouncer_port),
        }.items():
            (self.directory / name).write_text(text)
            self.own(self.directory / name)
        child = self.spawn("pgbouncer", program, self.directory / "pgbouncer.ini", ending=signal.SIGKILL)
        self.wait_until_ready("pgbouncer", child, self.bouncer_port)

    def add_small_tablespace(self):
        """Only where this process may mount; its caller gave it mounts of its own, which end with it."""
        small = self.directory / "small"
        small.mkdir(mode=0o700)
        options = f"size=4m,mode=700,uid={self.user.pw_uid},gid={self.user.pw_gid}"
        if subprocess.call(["mount", "-t", "tmpfs", "-o", options, "tmpfs", small], stderr=subprocess.DEVNULL) != 0:
            return False
        self.sql(f"CREATE TABLESPACE small LOCATION '{small}'")
        return True

    def start(self, may_mount):
        """Returns the variables by which tests find the servers."""
        def conninfo(port):
            # Over TCP the password counts: host=127.0.0.1 is put behind to connect that way.
            return f"host={self.directory} port={port} user=rowan password={self.password} dbname=rowan"

        self.start_primary()
        found = {"ROWAN_TEST_POSTGRES": conninfo(self.primary_port)}
        if may_mount and self.add_small_tablespace():
            found["ROWAN_TEST_SMALL_TABLESPACE"] = "small"
        self.start_standby()
        found["ROWAN_TEST_STANDBY"] = conninfo(self.standby_port)
        if program := shutil.which("pgbouncer", path=os.environ.get("PATH", "") + ":/usr/sbin"):
            self.start_bouncer(program)
            found["ROWAN_TEST_PGBOUNCER"] = conninfo(self.bouncer_port)
        return found

    def restart_primary(self):
        self.primary.send_signal(signal.SIGINT)
        self.primary.wait(START_SECONDS)
        del self.children[self.primary]
        self.primary = self.start_server("primary", self.primary_port)

    def stop(self):
        for child, ending in self.children.items():
            child.send_signal(ending)
        for child in self.children:
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if os.path.ismount(self.directory / "small"):
            subprocess.call(["umount", self.directory / "small"])
        # A program that was interrupted while it started may still write.
        for _ in range(50):
            shutil.rmtree(self.directory, ignore_errors=True)
            if not self.directory.exists():
                return
            time.sleep(0.1)
        raise RuntimeError(f"{self.directory} cannot be removed")
