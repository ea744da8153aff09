#include "report.hpp"

#include "support/temporary_file.hpp"

#include <doctest/doctest.h>

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

using namespace inventory;
using rowan::col;
using rowan::count;
using rowan::select;

namespace {

status_file data_file(const std::string& name) {
    return {name, read_text(std::filesystem::path(INVENTORY_DATA) / name)};
}

/// The program's own connection to a file, and its imports.
struct imported {
    test::temporary_file file;
    database db{file.name()};
    std::int64_t first = 0;
    std::int64_t second = 0;

    imported() {
        db.create_tables();
        first = import_file(db, data_file("first.status"), {.actor = "ann"});
        second = import_file(db, data_file("second.status"), {.actor = "ben"});
    }
};

/// The rows that the C API reads from a file, as text.
std::vector<std::string> run_sql(const std::string& file, const char* sql) {
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
    std::vector<std::string> rows;
    const auto append = [](void* to, int columns, char** values, char**) {
        std::string row;
        for (int i = 0; i < columns; ++i) row.append(i == 0 ? "" : "|").append(values[i] ? values[i] : "null");
        static_cast<std::vector<std::string>*>(to)->push_back(row);
        return 0;
    };
    CHECK(sqlite3_exec(handle, sql, append, &rows, nullptr) == SQLITE_OK);
    REQUIRE(sqlite3_close(handle) == SQLITE_OK);
    return rows;
}

template <class Row>
std::int64_t rows_of(database& db) {
    return db(select(count()).from<Row>()).scalar();
}

using lines = std::vector<std::string>;

} // namespace

TEST_SUITE("inventory") {
    TEST_CASE("the second import adds, upgrades, changes and removes packages") {
        imported all;
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

    TEST_CASE("a package's versions say when, who and why") {
        imported all;
        const auto versions = all.db.versions<Package>("perl", "amd64");
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

    TEST_CASE("the inventory as of each import equals its file, and no other") {
        imported all;
        const comparison first = compare(all.db, all.first, data_file("first.status"));
        CHECK(first.records == 12);
        CHECK(first.differing.empty());
        CHECK(compare(all.db, all.second, data_file("second.status")).differing.empty());
        CHECK(compare(all.db, all.second, data_file("first.status")).differing ==
              lines{"beacon:amd64", "chart-viewer:amd64", "fog-signal:amd64", "harbour-log:all", "libbeacon1:amd64",
                    "perl:amd64", "tide-data:all", "semaphore-tools:amd64"});
    }

    TEST_CASE("importing the same file again changes nothing and makes no transaction") {
        imported all;
        CHECK(import_file(all.db, data_file("second.status"), {.actor = "ben"}) == all.second);
        CHECK(all.db.transactions().back().id == all.second);
    }

    TEST_CASE("an empty file is an empty inventory") {
        database db{""};
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

    TEST_CASE("importing the first file again brings its state back") {
        imported all;
        const auto third = import_file(all.db, data_file("first.status"), {.actor = "cy"});
        CHECK(compare(all.db, third, data_file("first.status")).differing.empty());
        CHECK(all.db.versions<Package>("semaphore-tools", "amd64").size() == 3);
    }

    TEST_CASE("malformed stanzas are skipped, and the others imported") {
        database db{""};
        db.create_tables();
        std::vector<std::size_t> skipped;
        import_file(db, data_file("malformed.status"),
                    {.actor = "ann", .on_malformed = [&](const malformed_stanza& problem) {
                         CHECK(problem.file == "malformed.status");
                         skipped.push_back(problem.line);
                     }});
        CHECK(skipped == std::vector<std::size_t>{13, 16, 26, 37, 42, 47, 54, 60, 67, 77, 80, 87});
        lines names;
        for (const auto& [name] : db(select(col<&Package::name>).from<Package>().order_by(col<&Package::name>)))
            names.push_back(name);
        CHECK(names == lines{"good-first", "good-last", "good-second"});
    }

    TEST_CASE("a refused file leaves the inventory as it was") {
        imported all;
        CHECK_THROWS_AS(import_file(all.db, data_file("malformed.status"), {.actor = "ann"}), malformed_stanza);
        CHECK(all.db.transactions().back().id == all.second);
        CHECK(compare(all.db, all.second, data_file("second.status")).differing.empty());
        CHECK(records_as_of(all.db, all.db.transactions().back().id).size() == 13);
    }

    TEST_CASE("a file that the database refuses leaves the inventory as it was") {
        imported all;
        all.db.execute("CREATE TRIGGER no_bells BEFORE INSERT ON dependency WHEN new.name = 'bell'"
                       " BEGIN SELECT raise(ABORT, 'no bells'); END");
        import_file(all.db, data_file("first.status"), {.actor = "ann"});
        const auto before = all.db.transactions().back().id;
        CHECK_THROWS_AS(import_file(all.db, data_file("second.status"), {.actor = "ben"}), rowan::constraint_violation);
        CHECK(all.db.transactions().back().id == before);
        CHECK(rows_of<Package>(all.db) == 12);
        CHECK(rows_of<Maintainer>(all.db) == 6);
    }

    TEST_CASE("a package is stored in its normal form, whoever writes it") {
        database db{""};
        db.create_tables();
        Package package;
        package.name = " Tide-Tables\n";
        package.architecture = "all";
        package.description = "  print \t tide\n tables ";
        db.insert(package);
        CHECK(db.get<Package>("tide-tables", "all").description == "print tide tables");
        package.description = "print   tables";
        db.update(package);
        CHECK(db.get<Package>("tide-tables", "all").description == "print tables");

        const auto last = db.transactions().back().id;
        package.description = "print \n tables";
        db.update(package);
        CHECK(db.transactions().back().id == last);
    }

    TEST_CASE("the listener counts and times statements") {
        imported all;
        const statement_times before = all.db.listener<statement_times>();
        CHECK(before.statements > 0);
        CHECK(before.elapsed.count() > 0);
        CHECK(rows_of<Package>(all.db) == 13);
        CHECK(all.db.listener<statement_times>().statements == before.statements + 1);
    }

    TEST_CASE("the file is readable by others when the connection is closed, and records what they change") {
        test::temporary_file file;
        {
            database db{file.name()};
            db.create_tables();
            import_file(db, data_file("first.status"), {.actor = "ann"});
        }
        CHECK_FALSE(std::filesystem::exists(file.name() + "-journal"));
        CHECK(run_sql(file.name(), "PRAGMA integrity_check") == lines{"ok"});
        CHECK(run_sql(file.name(), "SELECT version, state, maintainer FROM package WHERE name = 'perl'") ==
              lines{"5.36.0-7|installed|Harbour Script Team <scripts@example.org>"});
        run_sql(file.name(), "UPDATE package SET version = '5.40' WHERE name = 'perl'");

        database db{file.name()};
        const auto versions = db.versions<Package>("perl", "amd64");
        REQUIRE(versions.size() == 2);
        CHECK(versions[0].transaction.actor == "ann");
        CHECK(changes(versions[0], versions[1]) == std::vector<rowan::change>{{"version", "5.36.0-7", "5.40"}});
        CHECK_FALSE(versions[1].transaction.actor);
        CHECK_FALSE(versions[1].transaction.note);
    }

    TEST_CASE("the report names what matters most first") {
        imported all;
        std::ostringstream wanted, biggest;
        print_most_wanted(wanted, all.db);
        print_biggest_maintainers(biggest, all.db);
        CHECK(wanted.str().find("       5  base-layout\n       4  perl\n       3  libtide2\n") != std::string::npos);
        CHECK(biggest.str().find("26 MiB     3  packages of Ines Falk\n") != std::string::npos);
    }
}
