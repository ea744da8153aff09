#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// A version whose stored value cannot be read does not hide the others.
namespace history_unreadable_test {

enum class shade { light, dark };

/// What an enumeration has that the program does not know.
struct Part {
    std::int64_t id = 0;
    std::string name = "unnamed";
    shade shadeOfGrey = shade::dark;
    std::optional<shade> other{};
    int count = 7;
    friend bool operator==(const Part&, const Part&) = default;
};
/// Throws what it likes.
struct Grade {
    int points = 0;
    friend bool operator==(const Grade&, const Grade&) = default;
};
struct Exam {
    std::int64_t id = 0;
    Grade grade{};
};
struct Named {
    shade key = shade::dark;
    int count = 0;
    friend bool operator==(const Named&, const Named&) = default;
};

} // namespace history_unreadable_test

template <>
inline constexpr auto rowan::table<history_unreadable_test::Named> =
    rowan::define<history_unreadable_test::Named>(rowan::primary_key<&history_unreadable_test::Named::key>);
template <>
struct rowan::value_traits<history_unreadable_test::Grade> {
    using stored = std::string;
    static std::string to_stored(const history_unreadable_test::Grade& grade) { return std::to_string(grade.points); }
    static history_unreadable_test::Grade from_stored(const std::string& text) { return {std::stoi(text)}; }
};
template <>
inline constexpr auto rowan::history<history_unreadable_test::Part> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_unreadable_test::Exam> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_unreadable_test::Named> = rowan::versioned{};

namespace history_unreadable_test {

using namespace rowan;

template <class Driver>
struct store {
    using driver = Driver;
    using tables = rowan::tables<Part, Named, Exam>;
};

template <class Driver>
struct fixture {
    connection<store<Driver>> db{test::empty_database<Driver>::name()};

    /// Three versions of a part.
    fixture() {
        db.create_tables();
        db.insert(Part{0, "a", shade::light, shade::light, 1});
        db.update(Part{1, "b", shade::light, {}, 2});
        db.update(Part{1, "c", shade::dark, {}, 3});
    }
    void spoil(const std::string& change, int count) {
        db.execute("UPDATE part_history SET " + change + " WHERE count = " + std::to_string(count));
    }
    std::vector<version<Part>> versions() { return db.template versions<Part>(1); }
};

TEST_SUITE("history") {
    TEST_CASE_TEMPLATE("an enumerator that has another name by now leaves the rest of its version readable", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        const auto before = here.versions();
        for (const auto& each : before) CHECK(each.unreadable.empty());
        here.spoil("shade_of_grey = 'pale', other = 'bright'", 1);
        const auto found = here.versions();
        REQUIRE(found.size() == 3);
        CHECK(found[0].row == Part{1, "a", shade::dark, {}, 1}); // as the fields are by default
        REQUIRE(found[0].unreadable.size() == 2);
        CHECK(found[0].unreadable[0].column == "shade_of_grey");
        CHECK(found[0].unreadable[0].field == "shadeOfGrey");
        CHECK(found[0].unreadable[0].reason.find("'shade_of_grey'") != std::string::npos);
        CHECK(found[0].unreadable[0].reason.find("SELECT") == std::string::npos);
        CHECK(found[0].unreadable[1].column == "other");
        CHECK(found[0].transaction == before[0].transaction);
        CHECK(found[0].end_transaction_id == before[0].end_transaction_id);
        CHECK(found[1] == before[1]);
        CHECK(found[2] == before[2]);
        CHECK(db.previous(found[1]) == found[0]);
        CHECK(db.template versions_in<Part>(found[0].transaction.id).at(0) == found[0]);
        // Else a default would be written where something else was.
        CHECK_THROWS_AS(db.revert(found[0]), type_mismatch);
        CHECK(db.template get<Part>(1) == before[2].row);
        db.revert(found[1]);
        CHECK(db.template get<Part>(1) == before[1].row);
        // A query of the past gives rows, which have no place for what cannot be read.
        CHECK_THROWS_AS((void)db(select<Part>().as_of(found[0].transaction.id)).all(), type_mismatch);
        CHECK(db(select<Part>().as_of(found[1].transaction.id)).one() == before[1].row);
    }
    TEST_CASE_TEMPLATE("so does a null of a column that is not null by now", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        here.spoil("name = NULL", 2);
        const auto found = here.versions();
        REQUIRE(found.size() == 3);
        CHECK(found[1].row == Part{1, "unnamed", shade::light, {}, 2});
        REQUIRE(found[1].unreadable.size() == 1);
        CHECK(found[1].unreadable[0].column == "name");
        CHECK(found[1].unreadable[0].reason.find("null") != std::string::npos);
    }
    TEST_CASE_TEMPLATE("so does what a type of the program throws", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.insert(Exam{0, {1}});
        db.update(Exam{1, {2}});
        db.execute("UPDATE exam_history SET grade = 'one' WHERE grade = '1'");
        const auto found = db.template versions<Exam>(1);
        REQUIRE(found.size() == 2);
        REQUIRE(found[0].unreadable.size() == 1);
        CHECK(found[0].unreadable[0].reason.find("stoi") != std::string::npos);
        CHECK(found[1].row.grade == Grade{2});
    }
    TEST_CASE_TEMPLATE("changes say what is unreadable", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        here.spoil("shade_of_grey = 'pale'", 2);
        auto found = here.versions();
        REQUIRE(found.size() == 3);
        using all = std::vector<change>;
        CHECK(changes(found[0], found[1]) == all{{"name", "a", "b"},
                                                 {"shadeOfGrey", "light", "unreadable"},
                                                 {"other", "light", "null"},
                                                 {"count", "1", "2"}});
        CHECK(changes(found[1], found[2]) ==
              all{{"name", "b", "c"}, {"shadeOfGrey", "unreadable", "dark"}, {"count", "2", "3"}});
        here.spoil("shade_of_grey = 'pale'", 3);
        found = here.versions();
        CHECK(changes(found[1], found[2]) == all{{"name", "b", "c"}, {"count", "2", "3"}});
    }
    TEST_CASE_TEMPLATE("a key that cannot be read finds no other version", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.insert(Named{shade::light, 1});
        db.insert(Named{shade::dark, 2});
        db.execute("UPDATE named_history SET key = 'pale' WHERE count = 1");
        const auto records = db.transactions();
        const auto found = db.template versions_in<Named>(records[records.size() - 2].id);
        REQUIRE(found.size() == 1);
        CHECK(found[0].unreadable.at(0).column == "key");
        CHECK_THROWS_AS((void)db.previous(found[0]), type_mismatch);
        CHECK_THROWS_AS(db.revert(found[0]), type_mismatch);
        CHECK(db.template versions<Named>(shade::dark).size() == 1);
    }
    TEST_CASE_TEMPLATE("what is wrong with the whole table is an error as before", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        if constexpr (std::is_same_v<Driver, sqlite>) // which keeps a column that a trigger names
            for (const std::string_view suffix : detail::history_triggers)
                here.db.execute("DROP TRIGGER IF EXISTS part" + std::string(suffix));
        here.db.execute("ALTER TABLE part_history DROP COLUMN name");
        CHECK_THROWS_AS((void)here.versions(), schema_mismatch);
    }
}

} // namespace history_unreadable_test
