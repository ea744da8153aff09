#!/usr/bin/env python3
"""Runs the service, asks it by curl, and looks into its database from outside.

usage: check.py PROGRAM CURL [CONNINFO]

The database is a new file of SQLite's, or that of PostgreSQL which libpq finds by CONNINFO and which is empty.
"""

import contextlib
import re
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

BOUND = 240  # Seconds for all of it, so that nothing waits for ever.
JANE = '{"id":1,"name":"Jane"}'


class Sqlite:
    def __init__(self, folder):
        self.name = str(Path(folder) / "people.db")

    def query(self, sql):
        with contextlib.closing(sqlite3.connect(self.name)) as db, db:
            return db.execute(sql).fetchall()

    execute = query

    @contextlib.contextmanager
    def locked(self):
        """Nobody else can write."""
        with contextlib.closing(sqlite3.connect(self.name, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            yield

    def check_connections(self, at_most):
        if at_most == 0:
            with contextlib.closing(sqlite3.connect(self.name, timeout=0, isolation_level=None)) as db:
                db.execute("BEGIN EXCLUSIVE")


class Postgres:
    def __init__(self, conninfo):
        self.psql = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", conninfo]
        self.name = "postgresql:///?" + urlencode(dict(word.split("=", 1) for word in shlex.split(conninfo)))

    def execute(self, sql):
        return subprocess.run([*self.psql, "-c", sql], check=True, stdout=subprocess.PIPE, text=True).stdout

    def query(self, sql):
        rows = [line.split("|") for line in self.execute(sql).splitlines()]
        return [tuple(int(value) if value.isdigit() else value for value in row) for row in rows]

    @contextlib.contextmanager
    def locked(self):
        with subprocess.Popen(self.psql, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as session:
            session.stdin.write("BEGIN; LOCK TABLE users IN EXCLUSIVE MODE; SELECT 'locked';\n")
            session.stdin.flush()
            expect(session.stdout.readline(), "locked\n")
            yield
            session.stdin.close()

    def check_connections(self, at_most):
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        # The server hears of the end of a connection after the program.
        until(lambda: self.query(f"SELECT count(*) {others}")[0][0] <= at_most)
        expect(self.query(f"SELECT count(*) {others} AND xact_start IS NOT NULL")[0][0], 0)


class Service:
    def __init__(self, program, curl, database, connections):
        self.curl = [curl, "--silent", "--show-error", "--noproxy", "*", "--max-time", "60"]
        self.process = subprocess.Popen([program, database.name, "0", str(connections)], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            sys.exit(f"the service does not begin: {self.process.communicate()[1]}")

    def begin(self, *arguments, path="", **options):
        return subprocess.Popen([*self.curl, "--include", *arguments, self.url + path], stdout=subprocess.PIPE, text=True,
                                **options)

    def ask(self, *arguments, path=""):
        return answer_of(self.begin(*arguments, path=path))

    def add(self, body):
        return self.ask("--data", body)

    def refuses_clients(self):
        refused = self.begin(stderr=subprocess.DEVNULL)
        refused.communicate()
        return refused.returncode == 7  # "Failed to connect to host"

    def end(self):
        self.process.send_signal(signal.SIGTERM)

    def complaints(self):
        """What it has said until its end, which comes by itself."""
        said = self.process.communicate()[1]
        if self.process.returncode != 0:
            raise AssertionError(f"the service ended with {self.process.returncode}: {said}")
        return said.splitlines()


class Answer:
    def __init__(self, text):
        head, _, self.body = text.replace("\r\n", "\n").partition("\n\n")
        first, *rest = head.split("\n")
        self.status = int(first.split()[1])
        self.fields = {name.lower(): value for name, value in (line.split(": ", 1) for line in rest)}


def answer_of(client):
    text = client.communicate()[0]
    expect(client.returncode, 0)
    return Answer(text)


def expect(given, wanted):
    if given != wanted:
        raise AssertionError(f"{given!r} is not {wanted!r}")


def until(happens):
    while not happens():
        time.sleep(0.02)


def expect_json(answer, status, body=None):
    expect((answer.status, answer.fields["content-type"]), (status, "application/json"))
    if body is not None:
        expect(answer.body, body)


def check_answers(service, database):
    expect_json(service.ask(), 200, JANE)
    expect_json(service.ask(path="?and=more"), 200, JANE)
    expect_json(service.ask(path="s"), 404)
    refused = service.ask("--request", "DELETE")
    expect_json(refused, 405)
    expect(refused.fields["allow"], "GET, POST")
    # Both requests go by one connection.
    both = subprocess.run([*service.curl, "--write-out", " %{num_connects}\n", service.url, service.url], check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    expect(both, f"{JANE} 1\n{JANE} 0\n")
    expect(Answer(raw_answer(service, b"What?\r\n\r\n")).status, 400)
    expect(Answer(raw_answer(service, b"GET /user HTTP/1.0\r\n\r\n")).body, JANE)

    added = service.add(r'{"name":"Jo \"\u00e9\\"}')
    name = 'Jo "é\\'
    expect_json(added, 201, r'{"id":2,"name":"Jo \"é\\"}')
    expect(database.query("SELECT id, name FROM users ORDER BY id"), [(1, "Jane"), (2, name)])
    for body in ("", "{", "[]", "{}", '{"name":1}', '{"name":""}', r'{"name":"\u0000"}'):
        expect_json(service.add(body), 400)
    expect_json(service.add('{"name":"Jane"}'), 409)
    expect(database.query("SELECT count(*) FROM users"), [(2,)])
    # The transaction is that of the client and the request.
    told = "SELECT t.actor, t.note FROM users_history h JOIN rowan_transaction t ON t.id = h.transaction_id WHERE h.id = 2"
    expect(database.query(told), [("127.0.0.1", added.fields["x-request-id"])])


def raw_answer(service, request):
    port = int(re.search(r":(\d+)/", service.url)[1])
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(request)
        return client.makefile("rb").read().decode()


def check_failure(service, database):
    """What fails inside is not for the client."""
    database.execute("ALTER TABLE users RENAME TO gone")
    failed = service.ask()
    expect_json(failed, 500, '{"error":"this is our fault"}')
    database.execute("ALTER TABLE gone RENAME TO users")
    expect_json(service.ask(), 200, JANE)
    return failed.fields["x-request-id"]


def check_load(service, database, folder):
    before = database.query("SELECT * FROM users_history ORDER BY id")
    many = [*service.curl, "--parallel", "--parallel-max", "8", "--retry", "50", "--write-out", "%{http_code}\n"]
    readers = subprocess.Popen([*many, "--output", f"{folder}/#1", service.url + "?[1-500]"], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
    # Each of these is rolled back.
    writers = subprocess.Popen([*many, "--output", "/dev/null", "--data", '{"name":"Jane"}', service.url + "?[1-100]"],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    # A request that is answered with 503 is made again, as the answer says.
    for client, wanted in ((readers, ["200"] * 500), (writers, ["409"] * 100)):
        codes = client.communicate()[0].split()
        expect(client.returncode, 0)
        expect([code for code in codes if code != "503"], wanted)
    expect({(Path(folder) / str(number)).read_text() for number in range(1, 501)}, {JANE})
    expect(database.query("SELECT * FROM users_history ORDER BY id"), before)
    expect_json(service.ask(), 200, JANE)


def check_exhausted(service, database):
    """Of one connection: while a request waits for a lock, others are told to come again; at the end of the service the one that waits
    is answered."""
    with database.locked():
        waiting = service.begin("--data", '{"name":"Late"}')
        until(lambda: service.ask().status == 503)
        refused = service.ask()
        expect_json(refused, 503, '{"error":"too many requests at a time"}')
        expect(refused.fields["retry-after"], "1")
        service.end()
        until(service.refuses_clients)
        expect((waiting.poll(), service.process.poll()), (None, None))
    answered = answer_of(waiting)
    expect_json(answered, 201)
    expect(answered.fields["connection"], "close")
    expect(database.query("SELECT count(*) FROM users WHERE name = 'Late'"), [(1,)])


def main():
    program, curl, *conninfo = sys.argv[1:]
    signal.alarm(BOUND)
    with tempfile.TemporaryDirectory() as folder:
        database = Postgres(*conninfo) if conninfo else Sqlite(folder)

        service = Service(program, curl, database, 4)
        check_answers(service, database)
        failed = check_failure(service, database)
        check_load(service, database, folder)
        database.check_connections(4)
        service.end()
        expect([line.partition(":")[0] for line in service.complaints()], [failed])
        database.check_connections(0)

        service = Service(program, curl, database, 1)
        expect_json(service.ask(), 200, JANE)
        check_exhausted(service, database)
        expect(service.complaints(), [])
        database.check_connections(0)


main()
