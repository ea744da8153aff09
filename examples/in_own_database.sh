#!/bin/sh
# in_own_database.sh COMMAND...: runs a command with one more argument, which names an empty database of its own on the server of
# ROWAN_TEST_POSTGRES as libpq is told it.
set -eu
if [ -z "${ROWAN_TEST_POSTGRES:-}" ] && [ "${ROWAN_SKIP_POSTGRES_TESTS:-}" = 1 ]; then
    echo "skipped: ROWAN_SKIP_POSTGRES_TESTS is set"
    exit
fi
: "${ROWAN_TEST_POSTGRES:?CTest sets it, and scripts/postgres run}"

name=rowan_example_$$
on_server() { psql --quiet --no-psqlrc --dbname "$ROWAN_TEST_POSTGRES" --command "$1"; }
on_server "CREATE DATABASE $name TEMPLATE template0"
trap 'on_server "DROP DATABASE $name WITH (FORCE)" || true' EXIT
"$@" "$ROWAN_TEST_POSTGRES dbname=$name"
