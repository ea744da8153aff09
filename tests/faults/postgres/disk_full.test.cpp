#include "faults/postgres/faults.hpp"

#include "support/caught.hpp"
#include "support/skip.hpp"

#include <doctest/doctest.h>

#include <string>

// A tablespace of 4 MB, which is full soon.
namespace disk_full_test {

using namespace faults;

TEST_SUITE("faults") {
    TEST_CASE("a full disk is an error of its own, undoes the statement, and the connection goes on") {
        const auto tablespace = test::small_tablespace();
        if (!tablespace) return test::skip("no tablespace of 4 MB could be mounted, which takes root");
        const std::string name = empty_items();
        database db(name, bounded);
        // Texts that compression does not make smaller, and no index, which would be full at another moment.
        db.execute("ALTER TABLE item DROP CONSTRAINT item_tag_key, ALTER tag SET STORAGE EXTERNAL");
        db.execute("ALTER TABLE item SET TABLESPACE " + *tablespace);
        auto rows = some_items(10'000);
        for (Item& each : rows) each.tag += std::string(1000, 'x');
        rows.resize(1500);
        const auto again = [&] { CHECK(db(all_items).all().size() == static_cast<std::size_t>(count_items(name))); };

        // Arrays, COPY, one row at a time, and SQL.
        CHECK_THROWS_AS(
            [&] {
                for (int i = 0; i < 10; ++i) db.insert(rows);
            }(),
            rowan::disk_full);
        again();
        CHECK(count_items(name) % 1500 == 0);
        rows.resize(copied, rows.front());
        CHECK_THROWS_AS(db.insert(rows), rowan::disk_full);
        again();
        const int before = count_items(name);
        CHECK_THROWS_AS(db.transact([&] {
            for (int i = 0; i < 10'000; ++i) db.insert(rows.front());
        }),
                        rowan::disk_full);
        CHECK(count_items(name) == before);
        CHECK_THROWS_AS(
            db.execute("INSERT INTO item(tag, number) SELECT repeat('x', 1000), 1 FROM generate_series(1, 10000)"),
            rowan::disk_full);
        CHECK(test::caught<rowan::disk_full>([&] { db.insert(rows); }).details().sqlstate == "53100");
        again();
        db.execute("DROP TABLE item");
        db.create_tables();
        db.insert(Item{0, "small", 1});
        CHECK(count_items(name) == 1);
    }
}

} // namespace disk_full_test
