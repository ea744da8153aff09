#include "support/caught.hpp"
#include "support/postgres_server.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

// Which exception a SQLSTATE is, as docs/postgres.md says it.
namespace sqlstates_test {

using namespace rowan;

struct nothing {
    using driver = postgres;
    using tables = rowan::tables<>;
};

/// A server that fails with whatever SQLSTATE it is asked for.
struct failing {
    connection<nothing> db{test::empty_postgres()};
    failing() {
        db.execute("CREATE FUNCTION fail(state text) RETURNS void LANGUAGE plpgsql AS"
                   " $$ BEGIN RAISE EXCEPTION USING ERRCODE = state, MESSAGE = 'no', DETAIL = 'none', HINT = 'go on',"
                   " SCHEMA = 's', TABLE = 't', COLUMN = 'c', CONSTRAINT = 't_pkey'; END $$");
    }
    template <class Error>
    void check(std::initializer_list<const char*> states) {
        for (const std::string state : states) {
            CAPTURE(state);
            // By itself SQL of the program may have been committed when the server ends the session.
            const auto transaction = db.begin();
            CHECK_THROWS_AS(db.execute("SELECT fail('" + state + "')"), Error);
        }
    }
};

TEST_SUITE("SQLSTATEs of PostgreSQL") {
    TEST_CASE_FIXTURE(failing, "each is the exception of its kind") {
        check<serialization_failure>({"40001", "40000", "40002", "CR000", "40P01"});
        check<deadlock>({"40P01"});
        check<commit_unknown>({"40003"});
        check<connection_lost>({"08000", "08006", "25P03", "57P01", "57P02", "57P03", "57P04", "57P05"});
        check<transaction_lost>({"25P02"});
        check<read_only_database>({"25006"});
        check<busy>({"55P03"});
        check<canceled>({"57014"});
        check<disk_full>({"53100"});
        check<resource_exhausted>({"53000", "53200", "53300", "53400"});
        check<permission_denied>({"42501", "28000", "28P01"});
        check<syntax_error>({"42601", "42602"});
        check<schema_mismatch>({"42P01", "42703", "3F000", "42P02", "26000"});
        check<type_mismatch>({"42804", "42883", "42846", "22001", "22003", "22007", "22008", "22021", "22023", "22P02",
                              "22P03", "22P05"});
        check<corrupt_database>({"XX001", "XX002"});
    }

    TEST_CASE_FIXTURE(failing, "a constraint has its kind") {
        const auto kind_of = [&](const std::string& state) {
            try {
                db.execute("SELECT fail('" + state + "')");
            } catch (const constraint_violation& error) {
                return error.kind();
            }
            FAIL("nothing was thrown");
            return constraint_kind::other;
        };
        CHECK(kind_of("23505") == constraint_kind::primary_key);
        CHECK(kind_of("23503") == constraint_kind::foreign_key);
        CHECK(kind_of("23001") == constraint_kind::foreign_key);
        CHECK(kind_of("23514") == constraint_kind::check);
        CHECK(kind_of("23502") == constraint_kind::not_null);
        CHECK(kind_of("23P01") == constraint_kind::other);
    }

    TEST_CASE("the primary key of a table whose name is nearly too long is one, though the server shortens its name") {
        // It cuts behind a whole character.
        std::string of_three_bytes, of_four_bytes;
        for (int i = 0; i < 20; ++i) of_three_bytes += "名";
        for (int i = 0; i < 15; ++i) of_four_bytes += "𝄞";
        for (const std::string& table :
             {std::string(62, 't'), of_three_bytes, of_three_bytes + "t", "t" + of_four_bytes}) {
            CAPTURE(table);
            connection<nothing> db(test::empty_postgres());
            db.execute("CREATE TABLE " + table + " (id int PRIMARY KEY, other int UNIQUE)");
            db.execute("INSERT INTO " + table + " VALUES (1, 1)");
            const auto kind = [&](const std::string& values) {
                return test::caught<constraint_violation>(
                           [&] { db.execute("INSERT INTO " + table + " VALUES " + values); })
                    .kind();
            };
            CHECK(kind("(1, 2)") == constraint_kind::primary_key);
            CHECK(kind("(2, 1)") == constraint_kind::unique);
        }
    }
    TEST_CASE_FIXTURE(failing, "an error that has no kind of its own tells all that the server says") {
        try {
            db.execute("SELECT fail('P0001')");
            FAIL("nothing was thrown");
        } catch (const error& failure) {
            const error_details& details = failure.details();
            CHECK(details.sqlstate == "P0001");
            CHECK(details.detail == "none");
            CHECK(details.hint == "go on");
            CHECK(details.schema == "s");
            CHECK(details.table == "t");
            CHECK(details.column == "c");
            CHECK(details.constraint == "t_pkey");
            CHECK(failure.sql() == "SELECT fail('P0001')");
        }
    }
}

} // namespace sqlstates_test
