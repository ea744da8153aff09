# Sourced by the other scripts. Leaves the shell in the project's top directory.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '== %s\n' "$*"; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Whatever way a script ends, its last line says how.
end_with_outcome() {
    local status=$?
    if [ "$status" -eq 0 ]; then
        printf 'scripts/%s: succeeded\n' "${0##*/}"
    else
        printf 'scripts/%s: FAILED with status %s\n' "${0##*/}" "$status"
    fi
}
trap end_with_outcome EXIT

is_installed() { [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

is_offered() { apt-cache show "$1" >/dev/null 2>&1; }

# The first of several alternatives that is there, else the first that can be had.
choose() {
    local name
    for name in "$@"; do is_installed "$name" && echo "$name" && return; done
    for name in "$@"; do is_offered "$name" && echo "$name" && return; done
    echo "$1"
}

# need_packages NAME...: installs what is missing; 'a|b' means that either will do.
need_packages() {
    [ -z "${ROWAN_SKIP_PACKAGES:-}" ] || return 0
    command -v apt-get >/dev/null && command -v dpkg-query >/dev/null || fail \
        "This system has no apt. Install what corresponds to these Debian packages: $*" $'\n'"then run again with ROWAN_SKIP_PACKAGES=1."
    local wanted missing=() name
    for wanted in "$@"; do
        name=$(choose ${wanted//|/ })
        is_installed "$name" || missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "Installing ${missing[*]} takes root, and there is no sudo."
        as_root=(sudo)
    fi
    say "installing ${missing[*]}"
    "${as_root[@]}" apt-get update </dev/null
    # Package lists that were missing may have hidden an alternative.
    missing=()
    for wanted in "$@"; do
        name=$(choose ${wanted//|/ })
        is_installed "$name" || missing+=("$name")
    done
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --no-install-recommends "${missing[@]}" </dev/null ||
        fail "apt-get could not install ${missing[*]}"
}

build_packages=(g++ cmake ninja-build 'libboost1.81-dev|libboost1.83-dev|libboost1.88-dev' libsqlite3-dev)
# What async is linked with.
async_packages=('libboost-context1.81-dev|libboost-context1.83-dev|libboost-context1.88-dev')
# What scripts/postgres starts; the client's programs come with the server.
postgres_packages=(postgresql pgbouncer python3)
test_packages=("${build_packages[@]}" "${async_packages[@]}" clang-19 libclang-rt-19-dev libc++-19-dev libc++abi-19-dev clang-format-19 clangd-19
    doctest-dev libbenchmark-dev curl sqlite3 libpq-dev openssl "${postgres_packages[@]}")
