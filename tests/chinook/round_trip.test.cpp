#include "chinook/chinook.hpp"
#include "chinook/compare.hpp"
#include "support/temporary_file.hpp"

#include <boost/pfr/core.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace music {
namespace {

// Those that are referred to come before those that refer to them.
using all_rows = std::tuple<std::vector<Genre>, std::vector<MediaType>, std::vector<Artist>, std::vector<Album>,
                            std::vector<Track>, std::vector<Employee>, std::vector<Customer>, std::vector<Invoice>,
                            std::vector<InvoiceLine>, std::vector<Playlist>, std::vector<PlaylistTrack>>;

template <class Function>
void for_each_table(all_rows& rows, Function function) {
    std::apply([&](auto&... table) { (function(table), ...); }, rows);
}

template <class Database>
all_rows read_all(rowan::connection<Database>& db) {
    all_rows rows;
    for_each_table(rows, [&]<class Table>(std::vector<Table>& table) {
        table = db(rowan::select<Table>()).all();
        // As the server gives them they are in no order.
        std::ranges::sort(table, [](const Table& left, const Table& right) {
            if constexpr (std::is_same_v<Table, PlaylistTrack>)
                return std::pair(left.playlist_id, left.track_id) < std::pair(right.playlist_id, right.track_id);
            else return boost::pfr::get<0>(left) < boost::pfr::get<0>(right);
        });
    });
    return rows;
}

std::size_t row_count(const std::map<std::string, std::vector<cells>>& tables) {
    std::size_t rows = 0;
    for (const auto& [name, table] : tables) rows += table.size();
    return rows;
}

template <class Database>
void require_dump(rowan::connection<Database>& db, const std::map<std::string, std::vector<cells>>& expected) {
    const auto found = dump(db.handle().native_handle());
    REQUIRE(found.size() == expected.size());
    for (const auto& [name, rows] : expected) {
        CAPTURE(name);
        REQUIRE(found.contains(name));
        require_same(found.at(name), rows);
    }
}

/// Puts other values into every column that is not part of a key, so that only what is written back can be right.
void spoil(rowan::connection<chinook>& db) {
    auto* const handle = db.handle().native_handle();
    db.execute("PRAGMA foreign_keys = OFF");
    for (const cells& column :
         raw_rows(handle, "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c "
                          "WHERE t.type = 'table' AND c.pk = 0"))
        db.execute("UPDATE \"" + std::get<std::string>(column[0]) + "\" SET \"" + std::get<std::string>(column[1]) +
                   "\" = 'spoilt'");
    db.execute("PRAGMA foreign_keys = ON");
}

} // namespace

TEST_SUITE("chinook") {

    TEST_CASE("every row of the script is read and written back to where it was without a change") {
        const auto text = script();
        if (!text) return;
        const test::temporary_file file;
        rowan::connection<chinook> db(file.name());
        db.transact([&] { db.execute(*text); });
        const auto before = dump(db.handle().native_handle());
        REQUIRE(before.size() == 11);
        REQUIRE(row_count(before) == 15607);
        all_rows rows = read_all(db);
        std::size_t read = 0;
        for_each_table(rows, [&](const auto& table) { read += table.size(); });
        REQUIRE(read == row_count(before));

        SUBCASE("by update, and the table of nothing but a key by remove and insert") {
            spoil(db);
            db.transact([&] {
                for_each_table(rows, [&]<class Table>(std::vector<Table>& table) {
                    for (Table& row : table) {
                        if constexpr (std::is_same_v<Table, PlaylistTrack>) {
                            db.remove(row);
                            db.insert(row);
                        } else db.update(row);
                    }
                });
            });
        }
        SUBCASE("by upsert") {
            spoil(db);
            db.transact([&] {
                for_each_table(rows, [&](auto& table) {
                    for (auto& row : table) db.upsert(row);
                });
            });
        }
        SUBCASE("by removing all of it and inserting it again") {
            db.transact([&] {
                // The employees refer to each other, so that they are removed in one statement.
                [&]<std::size_t... Index>(std::index_sequence<Index...>) {
                    (db(rowan::remove<typename std::tuple_element_t<10 - Index, all_rows>::value_type>().every_row()),
                     ...);
                }(std::make_index_sequence<11>{});
                for_each_table(rows, [&](auto& table) { db.insert(table); });
            });
        }
        require_dump(db, before);
        CHECK(read_all(db) == rows);
        CHECK(raw_rows(db.handle().native_handle(), "PRAGMA foreign_key_check").empty());
    }

    TEST_CASE("every row is copied into an empty database") {
        const auto text = script();
        if (!text) return;
        rowan::connection<chinook> from(":memory:");
        from.execute(*text);
        const all_rows rows = read_all(from);
        const auto before = dump(from.handle().native_handle());

        const test::temporary_file file;
        rowan::connection<chinook> to(file.name());
        all_rows copy = rows;
        SUBCASE("in bulk, where the keys that the database makes are those of the script, which has no gap") {
            to.execute(definitions(*text));
            for_each_table(copy, [&]<class Table>(std::vector<Table>& table) {
                if constexpr (!std::is_same_v<Table, PlaylistTrack>)
                    for (Table& row : table) boost::pfr::get<0>(row) = 0;
                to.insert(table);
            });
        }
        SUBCASE("one by one, with their keys") {
            to.execute(definitions(*text));
            to.transact([&] {
                for_each_table(copy, [&](const auto& table) {
                    for (const auto& row : table) to.upsert(row);
                });
            });
        }
        SUBCASE("row after row as they are read, into tables that rowan makes") {
            to.create_tables();
            to.transact([&] {
                for_each_table(copy, [&]<class Table>(const std::vector<Table>&) {
                    for (Table& row : from(rowan::select<Table>())) to.insert(row);
                });
            });
        }
        CHECK(copy == rows);
        require_dump(to, before);
    }

    TEST_CASE("a whole number in a NUMERIC column is an integer to SQLite and stays one") {
        const auto text = script();
        if (!text) return;
        rowan::connection<chinook> db(":memory:");
        db.execute(definitions(*text));
        db.execute("INSERT INTO Customer (CustomerId, FirstName, LastName, Email) VALUES (7, 'A', 'B', 'c');"
                   "INSERT INTO Invoice VALUES (3, 7, '2021-02-03 04:05:06', NULL, NULL, NULL, NULL, NULL, '5.00')");
        const auto before = dump(db.handle().native_handle(), "Invoice");
        REQUIRE(std::get<std::string>(before.at(0).at(16)) == "integer");

        auto invoice = db.get<Invoice>(3);
        CHECK(invoice.total == 5.0);
        using namespace std::chrono;
        CHECK(invoice.invoice_date == sys_days{2021y / 2 / 3} + 4h + 5min + 6s);
        db.update(invoice);
        require_same(dump(db.handle().native_handle(), "Invoice"), before);
    }

    TEST_CASE("the same aggregates make a database of their own under the default names and keep every row there") {
        const auto text = script();
        if (!text) return;
        rowan::connection<chinook> from(":memory:");
        from.execute(*text);
        const all_rows rows = read_all(from);

        const test::temporary_file file;
        rowan::connection<lower_chinook> to(file.name());
        to.create_tables();
        all_rows copy = rows;
        for_each_table(copy, [&](auto& table) { to.insert(table); });
        CHECK(copy == rows);
        CHECK(read_all(to) == rows);
        std::map<std::string, std::vector<cells>> expected;
        const std::pair<const char*, const char*> names[] = {{"album", "Album"},
                                                             {"artist", "Artist"},
                                                             {"customer", "Customer"},
                                                             {"employee", "Employee"},
                                                             {"genre", "Genre"},
                                                             {"invoice", "Invoice"},
                                                             {"track", "Track"},
                                                             {"playlist", "Playlist"},
                                                             {"invoice_line", "InvoiceLine"},
                                                             {"media_type", "MediaType"},
                                                             {"playlist_track", "PlaylistTrack"}};
        for (const auto& [lower, pascal] : names) expected[lower] = dump(from.handle().native_handle(), pascal);
        require_dump(to, expected);

        to.transact([&] {
            for_each_table(copy, [&](auto& table) {
                for (auto& row : table) to.upsert(row);
            });
        });
        require_dump(to, expected);
        CHECK(raw_rows(to.handle().native_handle(), "PRAGMA foreign_key_check").empty());

        to.drop_tables();
        CHECK(dump(to.handle().native_handle()).empty());
    }

    TEST_CASE("every row of the script for PostgreSQL is read and written back without a change") {
        auto* db = postgres_sample();
        if (db == nullptr) return;
        const auto before = dump(db->handle().native_handle());
        all_rows rows = read_all(*db);
        REQUIRE(row_count(before) == 15607);
        std::size_t read = 0;
        for_each_table(rows, [&](const auto& table) { read += table.size(); });
        REQUIRE(read == row_count(before));
        auto scope = db->begin();
        SUBCASE("by update, of what was spoilt") {
            db->execute(
                "UPDATE track SET name = 'spoilt', composer = NULL, milliseconds = 0, bytes = 1, unit_price = 9;"
                "UPDATE invoice SET invoice_date = '2000-01-01', billing_city = NULL, total = 7;"
                "UPDATE employee SET birth_date = NULL, reports_to = NULL, title = 'spoilt'");
            for_each_table(rows, [&]<class Table>(std::vector<Table>& table) {
                if constexpr (!std::is_same_v<Table, PlaylistTrack>)
                    for (Table& row : table) db->update(row);
            });
        }
        SUBCASE("by upsert") {
            for_each_table(rows, [&](auto& table) {
                for (auto& row : table) db->upsert(row);
            });
        }
        require_dump(*db, before);
        CHECK(read_all(*db) == rows);
    }

    TEST_CASE("every row is copied from one PostgreSQL database into tables that rowan makes in another") {
        auto* from = postgres_sample();
        if (from == nullptr) return;
        rowan::connection<postgres_chinook> to(test::empty_database<rowan::postgres>::name());
        to.create_tables();
        const all_rows rows = read_all(*from);
        all_rows copy = rows;
        // The keys that the database makes are those of the script, which has no gap.
        for_each_table(copy, [&](auto& table) { to.insert(table); });
        CHECK(copy == rows);
        CHECK(read_all(to) == rows);
    }

} // TEST_SUITE

} // namespace music
