#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

// What a write costs does not grow with the number of versions: counted in rows of the history that it reads.
namespace history_seek_test {

struct Item {
    std::int64_t id = 0;
    std::string name;
};
struct Cell {
    std::string sheet;
    int place = 0;
    int value = 0;
};

} // namespace history_seek_test

template <>
inline constexpr auto rowan::table<history_seek_test::Cell> = rowan::define<history_seek_test::Cell>(
    rowan::primary_key<&history_seek_test::Cell::sheet, &history_seek_test::Cell::place>);
template <>
inline constexpr auto rowan::history<history_seek_test::Item> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_seek_test::Cell> = rowan::versioned{};

namespace history_seek_test {

using namespace rowan;

struct store {
    using driver = postgres;
    using tables = rowan::tables<Item, Cell>;
};

struct fixture {
    test::lasting_database<postgres> database;
    connection<store> db{database.name()}, other{database.name()};

    fixture() {
        db.create_tables();
        db.insert(Item{0, "first"});
        db.insert(Item{0, "a"});
        db.insert(Cell{"a", 1, 0});
    }
    /// Gives the rows versions of the numbers from `first` to `last`, which are older than those that they have.
    void make_versions(int first, int last) {
        const std::string numbers = "generate_series(" + std::to_string(first) + ", " + std::to_string(last) + ") AS i";
        db.execute("INSERT INTO rowan_transaction (id, at) SELECT i, '2020-01-01' FROM " + numbers);
        for (const char* history : {"item_history SELECT 2, 'x'", "cell_history SELECT 'a', 1, -1"})
            db.execute("INSERT INTO " + std::string(history) +
                       ", i, CASE i WHEN -1 THEN 1 ELSE i + 1 END, 'update' FROM " + numbers);
    }
    std::int64_t rows_read() {
        return std::get<std::int64_t>(test::raw_rows(db,
                                                     "SELECT sum(seq_tup_read + idx_tup_fetch)::bigint FROM "
                                                     "pg_stat_xact_user_tables WHERE relname LIKE '%history'")[0][0]);
    }
    template <class Action>
    std::int64_t rows_read_by(const Action& action) {
        const std::int64_t before = rows_read();
        action();
        return rows_read() - before;
    }
    /// How many versions are read by first and second updates, by removals, and by the move to a later number.
    std::vector<std::int64_t> reads() {
        auto tx = db.begin();
        std::vector<std::int64_t> read;
        int value = 1;
        for (int i = 0; i < 2; ++i)
            read.push_back(rows_read_by([&] {
                db.update(Item{2, std::to_string(++value)});
                db.update(Cell{"a", 1, value});
            }));
        other.update(Item{1, std::to_string(++name_)});
        read.push_back(rows_read_by([&] { db.execute("SELECT \"rowan_transaction_last\"()"); }));
        read.push_back(rows_read_by([&] {
            db.remove<Item>(2);
            db.remove<Cell>("a", 1);
            db.upsert(Cell{"a", 1, 7});
        }));
        tx.rollback();
        return read;
    }

private:
    int name_ = 0;
};

TEST_SUITE("history") {
    TEST_CASE_FIXTURE(fixture, "a write reads no more versions of a row that has thousands") {
        // Plans are kept for a session from the sixth run on, and these are made when all is small.
        SUBCASE("with plans of small tables") { db.execute("VACUUM ANALYZE"); }
        SUBCASE("with plans of tables that nothing is known of") {}
        SUBCASE("with a plan for each run") { db.execute("SET plan_cache_mode = force_custom_plan"); }
        make_versions(-300, -1);
        for (int i = 0; i < 8; ++i) (void)reads();
        const auto few = reads();
        for (const auto count : few) CHECK(count > 0);
        const auto check = [&] {
            const auto many = reads();
            for (std::size_t i = 0; i < few.size(); ++i) CHECK(many[i] < few[i] + 5);
        };
        make_versions(-3000, -301);
        check();
        CHECK(db.versions<Item>(2).size() == 3001);
        db.execute("ANALYZE");
        for (int i = 0; i < 8; ++i) check();
        db.update(Item{2, "last"});
        const auto versions = db.versions<Item>(2);
        REQUIRE(versions.size() == 3002);
        CHECK(versions[3000].end_transaction_id == versions[3001].transaction.id);
    }
}

} // namespace history_seek_test
