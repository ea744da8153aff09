#include "report.hpp"

#include "support/drivers.hpp"
#include "support/postgres_server.hpp"
#include "support/temporary_file.hpp"

#include <doctest/doctest.h>

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

using namespace inventory;

namespace {

status_file data_file(const std::string& name) {
    return {name, read_text(std::filesystem::path(INVENTORY_DATA) / name)};
}

/// The program's own connection to a database, and its imports.
template <class Driver>
struct imported {
    test::lasting_database<Driver> place;
    database<Driver> db{place.name()};
    std::int64_t first = 0;
    std::int64_t second = 0;

    imported() {
        db.create_tables();
        first = import_file(db, data_file("first.status"), {.actor = "ann"});
        second = import_file(db, data_file("second.status"), {.actor = "ben"});
    }
};

using lines = std::vector<std::string>;

/// The rows that another program reads, as text.
template <class Driver>
struct other_program;
template <>
struct other_program<rowan::sqlite> {
    static lines run(const std::string& file, const char* sql) {
        sqlite3* handle = nullptr;
        REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
        lines rows;
        const auto append = [](void* to, int columns, char** values, char**) {
            std::string row;
            for (int i = 0; i < columns; ++i) row.append(i == 0 ? "" : "|").append(values[i] ? values[i] : "null");
            static_cast<lines*>(to)->push_back(row);
            return 0;
        };
        CHECK(sqlite3_exec(handle, sql, append, &rows, nullptr) == SQLITE_OK);
        REQUIRE(sqlite3_close(handle) == SQLITE_OK);
        return rows;
    }
    static constexpr const char* refuse_bells =
        "CREATE TRIGGER no_bells BEFORE INSERT ON dependency WHEN new.name = 'bell'"
        " BEGIN SELECT raise(ABORT, 'no bells'); END";
};
template <>
struct other_program<rowan::postgres> {
    static lines run(const std::string& conninfo, const char* sql) {
        test::raw_postgres server(conninfo);
        const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(server.handle(), sql), &PQclear);
        CHECK_MESSAGE(PQresultStatus(result.get()) <= PGRES_TUPLES_OK, PQresultErrorMessage(result.get()));
        lines rows;
        for (int i = 0; i < PQntuples(result.get()); ++i) {
            std::string& row = rows.emplace_back();
            for (int j = 0; j < PQnfields(result.get()); ++j)
                row.append(j == 0 ? "" : "|").append(PQgetvalue(result.get(), i, j));
        }
        return rows;
    }
    static constexpr const char* refuse_bells =
        "CREATE FUNCTION no_bells() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no bells' USING ERRCODE = 'check_violation'; END $$;"
        " CREATE TRIGGER no_bells BEFORE INSERT ON dependency FOR EACH ROW WHEN (new.name = 'bell')"
        " EXECUTE FUNCTION no_bells()";
};

template <class Row, class Driver>
std::int64_t rows_of(database<Driver>& db) {
    return db(queries::rows<Row>).scalar();
}

constexpr auto names_of_packages =
    rowan::select(rowan::col<&Package::name>).from<Package>().order_by(rowan::col<&Package::name>);

} // namespace

TEST_SUITE("inventory") {
    TEST_CASE_TEMPLATE("the second import adds, upgrades, changes and removes packages", Driver, TEST_DRIVERS) {
        imported<Driver> all;
        CHECK(rows_of<Package>(all.db) == 13);
        CHECK(rows_of<Dependency>(all.db) == 30);
        CHECK(rows_of<Maintainer>(all.db) == 7);

        const package_changes found = changes_in(all.db, all.second);
        lines added, upgraded, changed, removed;
        for (const Package& each : found.added) added.push_back(each.name + " " + each.version);
        for (const auto& each : found.upgraded) upgraded.push_back(each.package + " " + each.from + " " + each.to);
        for (const auto& [package, what] : found.changed)
            changed.push_back(package + " " + std::string(what.field) + ": " + what.before + " -> " + what.after);
        for (const Package& each : found.removed) removed.push_back(each.name + " " + each.version);

        CHECK(added == lines{"beacon 1.1-1", "libbeacon1 1.1-1"});
        CHECK(upgraded == lines{"chart-viewer:amd64 1:4.2-1 1:4.3~rc1-1", "perl:amd64 5.36.0-7 5.38.2-1",
                                "tide-data:all 2023.2 2024.1"});
        CHECK(changed == lines{"fog-signal:amd64 maintainer: Tomasz Lis <tomasz@example.org> -> "
                               "Harbour Sound Team <sound@example.org>",
                               "perl:amd64 installed_size: 6700 -> 6912",
                               "tide-data:all installed_size: 20480 -> 21504"});
        CHECK(removed == lines{"semaphore-tools 1.0-1"});
        CHECK(dependency_changes_in(all.db, all.second) ==
              lines{"harbour-log:all  ~ Depends fog-signal -> Depends fog-signal (>= 3)",
                    "harbour-log:all  + Depends bell"});
    }

    TEST_CASE_TEMPLATE("a package's versions say when, who and why", Driver, TEST_DRIVERS) {
        imported<Driver> all;
        const auto versions = all.db.template versions<Package>("perl", "amd64");
        REQUIRE(versions.size() == 2);
        CHECK(versions[0].row.version == "5.36.0-7");
        CHECK(versions[0].transaction.id == all.first);
        CHECK(versions[0].transaction.actor == "ann");
        CHECK(versions[0].end_transaction_id == all.second);
        CHECK(versions[1].row.version == "5.38.2-1");
        CHECK(versions[1].transaction.actor == "ben");
        CHECK(versions[1].transaction.note == "import of second.status");
        CHECK_FALSE(versions[1].end_transaction_id);
    }

    TEST_CASE_TEMPLATE("the inventory as of each import equals its file, and no other", Driver, TEST_DRIVERS) {
        imported<Driver> all;
        const comparison first = compare(all.db, all.first, data_file("first.status"));
        CHECK(first.records == 12);
        CHECK(first.differing.empty());
        CHECK(compare(all.db, all.second, data_file("second.status")).differing.empty());
        CHECK(compare(all.db, all.second, data_file("first.status")).differing ==
              lines{"beacon:amd64", "chart-viewer:amd64", "fog-signal:amd64", "harbour-log:all", "libbeacon1:amd64",
                    "perl:amd64", "tide-data:all", "semaphore-tools:amd64"});
    }

    TEST_CASE_TEMPLATE("importing the same file again changes nothing and makes no transaction", Driver, TEST_DRIVERS) {
        imported<Driver> all;
        CHECK(import_file(all.db, data_file("second.status"), {.actor = "ben"}) == all.second);
        CHECK(all.db.transactions().back().id == all.second);
    }

    TEST_CASE_TEMPLATE("an empty file is an empty inventory", Driver, TEST_DRIVERS) {
        database<Driver> db{test::empty_database<Driver>::name()};
        db.create_tables();
        const status_file nothing{"empty", ""};
        const auto first = import_file(db, nothing, {.actor = "ann"});
        import_file(db, data_file("first.status"), {.actor = "ann"});
        CHECK(records_as_of(db, first).empty());

        const auto third = import_file(db, nothing, {.actor = "ben"});
        CHECK(changes_in(db, third).removed.size() == 12);
        CHECK(rows_of<Dependency>(db) == 0);
        CHECK(rows_of<Maintainer>(db) == 0);
        CHECK(compare(db, first, nothing).differing.empty());
    }

    TEST_CASE_TEMPLATE("importing the first file again brings its state back", Driver, TEST_DRIVERS) {
        imported<Driver> all;
        const auto third = import_file(all.db, data_file("first.status"), {.actor = "cy"});
        CHECK(compare(all.db, third, data_file("first.status")).differing.empty());
        CHECK(all.db.template versions<Package>("semaphore-tools", "amd64").size() == 3);
    }

    TEST_CASE_TEMPLATE("malformed stanzas are skipped, and the others imported", Driver, TEST_DRIVERS) {
        database<Driver> db{test::empty_database<Driver>::name()};
        db.create_tables();
        std::vector<std::size_t> skipped;
        import_file(db, data_file("malformed.status"),
                    {.actor = "ann", .on_malformed = [&](const malformed_stanza& problem) {
                         CHECK(problem.file == "malformed.status");
                         skipped.push_back(problem.line);
                     }});
        CHECK(skipped == std::vector<std::size_t>{13, 16, 26, 37, 42, 47, 54, 60, 67, 77, 80, 87});
        lines names;
        for (const auto& [name] : db(names_of_packages)) names.push_back(name);
        CHECK(names == lines{"good-first", "good-last", "good-second"});
    }

    TEST_CASE_TEMPLATE("a refused file leaves the inventory as it was", Driver, TEST_DRIVERS) {
        imported<Driver> all;
        CHECK_THROWS_AS(import_file(all.db, data_file("malformed.status"), {.actor = "ann"}), malformed_stanza);
        CHECK(all.db.transactions().back().id == all.second);
        CHECK(compare(all.db, all.second, data_file("second.status")).differing.empty());
        CHECK(records_as_of(all.db, all.db.transactions().back().id).size() == 13);
    }

    TEST_CASE_TEMPLATE("a file that the database refuses leaves the inventory as it was", Driver, TEST_DRIVERS) {
        imported<Driver> all;
        all.db.execute(other_program<Driver>::refuse_bells);
        import_file(all.db, data_file("first.status"), {.actor = "ann"});
        const auto before = all.db.transactions().back().id;
        CHECK_THROWS_AS(import_file(all.db, data_file("second.status"), {.actor = "ben"}), rowan::constraint_violation);
        CHECK(all.db.transactions().back().id == before);
        CHECK(rows_of<Package>(all.db) == 12);
        CHECK(rows_of<Maintainer>(all.db) == 6);
    }

    TEST_CASE_TEMPLATE("a package is stored in its normal form, whoever writes it", Driver, TEST_DRIVERS) {
        database<Driver> db{test::empty_database<Driver>::name()};
        db.create_tables();
        Package package;
        package.name = " Tide-Tables\n";
        package.architecture = "all";
        package.description = "  print \t tide\n tables ";
        db.insert(package);
        CHECK(db.template get<Package>("tide-tables", "all").description == "print tide tables");
        package.description = "print   tables";
        db.update(package);
        CHECK(db.template get<Package>("tide-tables", "all").description == "print tables");

        const auto last = db.transactions().back().id;
        package.description = "print \n tables";
        db.update(package);
        CHECK(db.transactions().back().id == last);
    }

    TEST_CASE_TEMPLATE("the listener counts and times statements", Driver, TEST_DRIVERS) {
        imported<Driver> all;
        const statement_times before = all.db.template listener<statement_times>();
        CHECK(before.statements > 0);
        CHECK(before.elapsed.count() > 0);
        CHECK(rows_of<Package>(all.db) == 13);
        CHECK(all.db.template listener<statement_times>().statements == before.statements + 1);
    }

    TEST_CASE("the file is in order and alone when the connection is closed") {
        test::temporary_file file;
        {
            database<rowan::sqlite> db{file.name()};
            db.create_tables();
            import_file(db, data_file("first.status"), {.actor = "ann"});
        }
        CHECK_FALSE(std::filesystem::exists(file.name() + "-journal"));
        CHECK(other_program<rowan::sqlite>::run(file.name(), "PRAGMA integrity_check") == lines{"ok"});
    }

    TEST_CASE_TEMPLATE("other programs read the tables, and what they change is recorded", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> place;
        const std::string name = place.name();
        {
            database<Driver> db{name};
            db.create_tables();
            import_file(db, data_file("first.status"), {.actor = "ann"});
        }
        using other = other_program<Driver>;
        CHECK(other::run(name, "SELECT version, state, maintainer FROM package WHERE name = 'perl'") ==
              lines{"5.36.0-7|installed|Harbour Script Team <scripts@example.org>"});
        other::run(name, "UPDATE package SET version = '5.40' WHERE name = 'perl'");

        database<Driver> db{name};
        const auto versions = db.template versions<Package>("perl", "amd64");
        REQUIRE(versions.size() == 2);
        CHECK(versions[0].transaction.actor == "ann");
        CHECK(changes(versions[0], versions[1]) == std::vector<rowan::change>{{"version", "5.36.0-7", "5.40"}});
        CHECK_FALSE(versions[1].transaction.actor);
        CHECK_FALSE(versions[1].transaction.note);
    }

    TEST_CASE_TEMPLATE("the report names what matters most first", Driver, TEST_DRIVERS) {
        imported<Driver> all;
        std::ostringstream wanted, biggest;
        print_most_wanted(wanted, all.db);
        print_biggest_maintainers(biggest, all.db);
        CHECK(wanted.str().find("       5  base-layout\n       4  perl\n       3  libtide2\n") != std::string::npos);
        CHECK(biggest.str().find("26 MiB     3  packages of Ines Falk\n") != std::string::npos);
    }
}
