#include "rowan/driver/postgres/commit_words.hpp"

#include <doctest/doctest.h>

#include <string_view>

// What a text of the library says of commits, whatever names it has in it.
namespace commit_words_test {

using rowan::detail::commit_words;
using rowan::detail::find_unquoted;

bool is_read(std::string_view sql) { return commit_words(sql).is_query; }

TEST_SUITE("driver") {
    TEST_CASE("words are found outside of quotes only") {
        CHECK(find_unquoted("SELECT 1; COPY a", "; COPY ") == 8);
        CHECK(find_unquoted(R"(SELECT "; COPY "; COPY a)", "; COPY ") == 16);
        CHECK(find_unquoted(R"(SELECT '; COPY ''; COPY ', "a""; COPY ")", "; COPY ") == std::string_view::npos);
        CHECK(find_unquoted(R"(SELECT '"'; COPY "'")", "; COPY ") == 10);
        CHECK(find_unquoted("", "x") == std::string_view::npos);
        CHECK(find_unquoted("ab", "abc") == std::string_view::npos);
        CHECK(find_unquoted("abc", "abc") == 0);
    }
    TEST_CASE("a query is one whatever its names are, and what writes is none") {
        CHECK(is_read("SELECT 1"));
        CHECK(is_read(R"(SELECT "a; COPY b" FROM "t")"));
        CHECK(is_read(R"(WITH "x" AS (SELECT 1 AS "INSERT INTO ") SELECT 'DELETE FROM ' FROM "UPDATE ")"));
        CHECK_FALSE(is_read(R"(SELECT "a" FROM "t"; COPY "t" FROM STDIN)"));
        CHECK_FALSE(is_read(R"(WITH "x" AS (SELECT 1) INSERT INTO "t" SELECT 1)"));
        CHECK_FALSE(is_read(R"(WITH "x" AS (DELETE FROM "t" RETURNING 1) SELECT 1)"));
        CHECK_FALSE(is_read(R"(INSERT INTO "t" DEFAULT VALUES)"));
        // A backslash may keep a quote open.
        CHECK_FALSE(is_read(R"(WITH "x" AS (SELECT E'\'') UPDATE "t" SET "a" = E'\'')"));
    }
}

} // namespace commit_words_test
