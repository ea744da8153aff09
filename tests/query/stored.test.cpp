#include "query/library.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

// Values that are stored as integers, through queries that stand within others.
namespace stored_test {

enum class Stage { open, shut };
struct Event {
    std::int64_t id = 0;
    Stage stage{};
    std::chrono::sys_seconds at{};
};
/// Its columns are stored as those of `Event`; no table.
struct Moment {
    Stage stage{};
    std::chrono::sys_seconds at{};
};
/// Its columns are stored as texts.
struct Note {
    std::int64_t id = 0;
    Stage stage{};
    std::chrono::sys_seconds at{};
};

} // namespace stored_test

template <>
inline constexpr auto rowan::table<stored_test::Event> = rowan::define<stored_test::Event>(
    rowan::as_integer<&stored_test::Event::stage>, rowan::as_integer<&stored_test::Event::at>);
template <>
inline constexpr auto rowan::table<stored_test::Moment> = rowan::define<stored_test::Moment>(
    rowan::as_integer<&stored_test::Moment::stage>, rowan::as_integer<&stored_test::Moment::at>);

namespace stored_test {

using namespace rowan;
using namespace std::chrono_literals;

template <class Driver>
struct calendar {
    using driver = Driver;
    using tables = rowan::tables<Event, Note>;
};
constexpr auto stage = col<&Event::stage>;
constexpr auto at = col<&Event::at>;
constexpr auto moment_stage = col<&Moment::stage>;
constexpr auto moment_at = col<&Moment::at>;
constexpr auto note_stage = col<&Note::stage>;
constexpr auto note_at = col<&Note::at>;
constexpr std::chrono::sys_seconds noon{100s};

template <class Driver>
struct calendar_fixture {
    connection<calendar<Driver>> db{test::empty_database<Driver>::name()};
    calendar_fixture() {
        db.create_tables();
        db.insert(std::vector<Event>{{0, Stage::open, noon}, {0, Stage::shut, noon + 60s}});
        db.insert(std::vector<Note>{{0, Stage::shut, noon}, {0, Stage::open, noon + 60s}});
    }
    template <class Query, class... Arguments>
    std::string rows(const Query& query, Arguments... arguments) {
        return test::shown(db(query, std::move(arguments)...));
    }
};

constexpr auto moments = select(stage, at).from<Event>();
constexpr auto common =
    select<Moment>().with(cte<Moment>(moments)).where(moment_stage == Stage::shut, moment_at > param<"at">);
constexpr auto derived = select(moment_stage, moment_at)
                             .from(subquery<Moment>(moments.where(at >= param<"from">)))
                             .where(in(moment_stage, Stage::open, Stage::shut), moment_at < param<"to">)
                             .order_by(moment_at);
constexpr auto in_union = union_all(moments.where(stage == Stage::open), select(max(stage), min(at)).from<Event>());

template <class Left, class Right>
constexpr bool unite(Left, Right) {
    return unitable<Left, Right>;
}
template <class Query>
constexpr bool is_right(Query) {
    return valid<Query, calendar<sqlite>>;
}
static_assert(!unite(select(stage).from<Event>(), select(note_stage).from<Note>()));
static_assert(!unite(select(at).from<Event>(), select(note_at).from<Note>()));
static_assert(is_right(select<Event>().where(stage == scalar(select(max(stage)).from<Event>()))));
static_assert(!is_right(select<Event>().where(stage == scalar(select(note_stage).from<Note>()))));
static_assert(!is_right(select<Event>().where(in(at, select(note_at).from<Note>()))));
static_assert(!is_right(insert<Note>().from(moments)));
static_assert(is_right(insert<Event>().from(moments)));
static_assert(!is_right(update<Event>().set(stage = scalar(select(max(note_stage)).from<Note>())).every_row()));
static_assert(!is_right(update<Event>().set(at = note_at).from<Note>().every_row()));
static_assert(is_right(update<Event>().set(at = moment_at).from(subquery<Moment>(moments)).every_row()));

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("values stored as integers come through queries within others", Driver, TEST_DRIVERS) {
        calendar_fixture<Driver> test;
        CHECK(test.rows(common, "at"_p = noon) == "1,160;");
        CHECK(test.rows(derived, "from"_p = noon, "to"_p = noon + 60s) == "0|100;");
        CHECK(test.rows(in_union) == "0|100;1|100;");
        CHECK(test.rows(select(scalar(select(max(at)).template from<Event>())).template from<Note>().limit(1)) ==
              "160;");
        CHECK(test.rows(select(col<&Event::id>)
                            .template from<Event>()
                            .where(at == scalar(select(min(at)).template from<Event>()))) == "1;");
        CHECK(test.rows(select(col<&Event::id>)
                            .template from<Event>()
                            .where(scalar(select(max(note_at)).template from<Note>()) == param<"at">)
                            .order_by(col<&Event::id>),
                        "at"_p = noon + 60s) == "1;2;");
        CHECK(test.db(insert<Event>().from(moments)) == 2);
        CHECK(
            test.rows(
                insert<Event>().from(moments.where(stage == Stage::shut && at > noon).limit(1)).returning(stage, at)) ==
            "1|160;");
        CHECK(test.rows(update<Event>()
                            .set(stage = moment_stage, at = noon)
                            .from(subquery<Moment>(moments.where(stage == Stage::shut)))
                            .where(col<&Event::id> == 1)
                            .returning(stage, at)) == "1|100;");
    }
}

} // namespace stored_test
