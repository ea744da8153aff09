#pragma once

#include "rowan/postgres.hpp"
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <string>

// What a program and the shared libraries that it uses have in common: the description of a database, and connections to it.
struct Book {
    std::int64_t id{};
    std::string title{};
};
struct Draft {
    std::int64_t id{};
    std::string text{};
};
struct sqlite_shop {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book, Draft>;
};
struct postgres_shop {
    using driver = rowan::postgres;
    using tables = rowan::tables<Book, Draft>;
};
using sqlite_connection = rowan::connection<sqlite_shop>;
using postgres_connection = rowan::connection<postgres_shop>;

/// What a library offers.
struct library_functions {
    /// Uses a database of its own, so that it has counted a statement or two before it is given a connection.
    void (*warm_up)();
    /// Writes all titles anew; how many there are.
    std::int64_t (*rewrite)(sqlite_connection&);
    std::int64_t (*rewrite_postgres)(postgres_connection&);
    /// Uses a connection by one of its words; false if there are not so many.
    bool (*use)(sqlite_connection&, int word);
    /// Throws one of the errors of rowan; false if there are not so many.
    bool (*fail)(int error);
};
extern "C" {
[[gnu::visibility("default")]] extern const library_functions linked_library;
[[gnu::visibility("default")]] extern const library_functions plug_in;
}
