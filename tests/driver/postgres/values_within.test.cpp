#include "support/postgres_server.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What type values have for PostgreSQL in an expression of nothing but values: that of the column that it stands beside.
namespace values_within_test {

using namespace rowan;

/// Stored as a text.
enum class Mood { calm, wild };
enum class Size { small, large };
struct Guest {
    std::int64_t id = 0;
    std::string mail{};              // citext
    std::string code{};              // char(8)
    Mood mood{};                     // a type of the database
    Size size{};                     // likewise
    std::vector<std::string> tags{}; // varchar(20)[]
    double total = 0;                // numeric
    bool is_here = false;
};
struct program {
    using driver = postgres;
    using tables = rowan::tables<Guest>;
};

} // namespace values_within_test

template <>
struct rowan::value_traits<values_within_test::Mood> {
    using stored = std::string;
    static std::string to_stored(values_within_test::Mood mood) {
        return mood == values_within_test::Mood::calm ? "calm" : "wild";
    }
    static values_within_test::Mood from_stored(const std::string& text) {
        return text == "calm" ? values_within_test::Mood::calm : values_within_test::Mood::wild;
    }
};
namespace values_within_test {

inline constexpr auto guest_mail = col<&Guest::mail>;
inline constexpr auto guest_code = col<&Guest::code>;
inline constexpr auto mood = col<&Guest::mood>;
inline constexpr auto size = col<&Guest::size>;
inline constexpr auto tags = col<&Guest::tags>;
inline constexpr auto total = col<&Guest::total>;
inline constexpr auto is_here = col<&Guest::is_here>;
static_assert(sql_text<postgres>(select(count()).from<Guest>().where(guest_mail == coalesce(param<"a">, "b"))) ==
              R"(SELECT count(*) FROM "guest" WHERE "guest"."mail" = coalesce()"
              R"(CASE WHEN FALSE THEN "guest"."mail" ELSE $1 END, CASE WHEN FALSE THEN "guest"."mail" ELSE $2 END))");
static_assert(sql_text<postgres>(update<Guest>().set(mood = nullif(val(Mood::calm), Mood::wild)).every_row()) ==
              R"(UPDATE "guest" SET "mood" = nullif(CASE WHEN FALSE THEN (SELECT "mood" FROM "guest") ELSE $1 END, )"
              R"(CASE WHEN FALSE THEN (SELECT "mood" FROM "guest") ELSE $2 END))");

struct guests {
    connection<program> db{test::empty_postgres()};

    guests() {
        db.execute("CREATE EXTENSION citext; CREATE TYPE mood AS ENUM ('calm', 'wild'); "
                   "CREATE TYPE size AS ENUM ('small', 'large'); "
                   "CREATE TABLE guest (id bigserial PRIMARY KEY, mail citext, code char(8), mood mood, size size, "
                   "tags varchar(20)[], total numeric, is_here boolean)");
        db.insert(Guest{0, "Ada@X", "a", Mood::wild, Size::large, {"x", "y"}, 0.5, true});
    }
    template <class Condition, class... Arguments>
    bool found(const Condition& condition, Arguments... arguments) {
        return db(select(count()).from<Guest>().where(condition), arguments...).scalar() == 1;
    }
};

TEST_SUITE("driver") {
    TEST_CASE_FIXTURE(guests, "values within an expression have the type of the column that it stands beside") {
        using texts = std::vector<std::string>;
        CHECK(found(guest_mail == coalesce(val("ada@x"), "z")));
        CHECK(found(guest_mail == coalesce(param<"a">, param<"b">, "z"), "a"_p = std::nullopt, "b"_p = "ADA@X"));
        CHECK(found(guest_mail == case_(when(is_here, "ada@x")).else_("z")));
        CHECK(found(guest_mail == coalesce(literal_text<"ada@x">, literal_text<"z">)));
        CHECK(found(guest_code == coalesce(val("a"), "z")));
        CHECK(found(mood == case_(when(is_here, Mood::wild)).else_(Mood::calm)));
        CHECK(found(size == case_(when(is_here, Size::large)).else_(param<"s">), "s"_p = Size::small));
        CHECK(found(size == coalesce(literal<Size::large>, literal<Size::small>)));
        CHECK(found(size == coalesce(case_(when(!is_here, Size::small)), nullif(val(Size::large), Size::small))));
        CHECK(found(tags == coalesce(val(texts{"x", "y"}), texts{})));
        CHECK(found(mood == scalar(select(val(Mood::wild)))));
        CHECK(found(mood == scalar(select(coalesce(val(Mood::wild), Mood::calm).as<"m">()))));
        CHECK(found(in(mood, select(val(Mood::wild)))));
        CHECK(found(in(mood, union_all(select(val(Mood::wild)), select(val(Mood::calm))))));
        CHECK(found(in(row_of(mood, guest_mail), select(val(Mood::wild), val("ada@x").as<"m">()))));
        CHECK(found(in(guest_mail, coalesce(val("ada@x"), "z"), "z")));
        CHECK(found(between(guest_mail, coalesce(val("ADA@X"), "z"), case_(when(is_here, "ada@x")).else_("z"))));
        CHECK(found(is_not_distinct_from(mood, coalesce(param<"m">, Mood::calm)), "m"_p = Mood::wild));
        CHECK(found(row_of(mood, guest_mail) == row_of(coalesce(val(Mood::wild), Mood::calm), "ADA@x")));
        CHECK(found(coalesce(mood, Mood::calm) == case_(when(is_here, Mood::wild)).else_(Mood::calm)));
        CHECK(found(is_null(nullif(mood, case_(when(is_here, Mood::wild)).else_(Mood::calm)))));
        CHECK(found(coalesce(nullif(mood, Mood::wild), case_(when(is_here, Mood::wild)).else_(Mood::calm)) ==
                    Mood::wild));
        CHECK(found(total == coalesce(val(0.5), 1.0)));
        // Where there is no column, they are texts.
        CHECK(db(select(coalesce(val("a"), "b"))).scalar() == "a");
        CHECK(db(select(coalesce(val(Mood::wild), Mood::calm))).scalar() == Mood::wild);
        CHECK(found(coalesce(val("a"), "b") == case_(when(is_here, "a")).else_("b")));
        CHECK(found(guest_mail + "" != coalesce(val("ada@x"), "z")));
    }
    TEST_CASE_FIXTURE(guests, "values within an expression have the type of the column that is set to it") {
        using texts = std::vector<std::string>;
        constexpr double exact = 0.1 + 0.2; // of which a numeric keeps every digit if it comes as a text
        CHECK(db(update<Guest>()
                     .set(mood = case_(when(is_here, Mood::calm)).else_(Mood::wild),
                          size = coalesce(param<"s">, Size::small), tags = coalesce(val(texts{"q"}), texts{}),
                          guest_code = nullif(val("zz"), "y"), total = case_(when(is_here, exact)).else_(1.0))
                     .every_row(),
                 "s"_p = std::nullopt) == 1);
        Guest guest = db.get<Guest>(1);
        CHECK((guest.mood == Mood::calm && guest.size == Size::small && guest.code == "zz      "));
        CHECK(guest.tags == texts{"q"});
        CHECK(guest.total == exact);
        CHECK(db(update<Guest>().set(mood = scalar(select(val(Mood::wild)))).every_row()) == 1);
        CHECK(db.get<Guest>(1).mood == Mood::wild);

        constexpr auto one = insert<Guest>().set(col<&Guest::id> = 7, guest_mail = "b", guest_code = "c",
                                                 mood = case_(when(val(1) == 1, Mood::calm)).else_(Mood::wild),
                                                 size = coalesce(param<"s">, Size::large), tags = param<"t">,
                                                 total = coalesce(val(exact), 1.0), is_here = true);
        CHECK(db(one, "s"_p = std::nullopt, "t"_p = texts{}) == 1);
        guest = db.get<Guest>(7);
        CHECK((guest.mood == Mood::calm && guest.size == Size::large && guest.total == exact));
        CHECK(db(one.on_conflict<&Guest::id>().do_update(mood = coalesce(param<"m">, Mood::wild),
                                                         size = case_(when(is_here, Size::small)).else_(Size::large)),
                 "s"_p = std::nullopt, "t"_p = texts{}, "m"_p = std::nullopt) == 1);
        guest = db.get<Guest>(7);
        CHECK((guest.mood == Mood::wild && guest.size == Size::small));
    }
    TEST_CASE_FIXTURE(guests, "values of a query have the type of the columns that it fills") {
        using texts = std::vector<std::string>;
        constexpr double exact = 0.1 + 0.2;
        const auto values = select(val("a"), val("b"), val(Mood::wild), coalesce(val(Size::large), Size::small),
                                   val(texts{"t"}), val(exact), val(true));
        CHECK(db(insert<Guest>()
                     .columns<&Guest::mail, &Guest::code, &Guest::mood, &Guest::size, &Guest::tags, &Guest::total,
                              &Guest::is_here>()
                     .from(values)) == 1);
        CHECK(db(insert<Guest>().from(values.distinct())) == 1);
        CHECK(db(insert<Guest>().from(values).on_conflict().do_nothing()) == 1);
        const auto copies = [&](std::string_view with) {
            return select(val(with), guest_code, mood, case_(when(is_here, Size::small)).else_(Size::large), tags,
                          total, is_here)
                .from<Guest>()
                .where(col<&Guest::id> == 1);
        };
        CHECK(db(insert<Guest>().from(union_all(copies("u"), copies("v")))) == 2);
        CHECK(db(select(count()).from<Guest>().where(mood == Mood::wild, in(guest_mail, "A", "U", "V"))).scalar() == 5);
        CHECK(db(select(count()).from<Guest>().where(total == exact)).scalar() == 3);
        CHECK(db(select(max(total)).from<Guest>().where(guest_mail == "a")).scalar() == exact);
    }
    TEST_CASE_FIXTURE(guests, "a program that may only insert may set a column to an expression of values") {
        db.execute("CREATE ROLE values_within_writer; GRANT INSERT ON guest TO values_within_writer; "
                   "GRANT USAGE ON SEQUENCE guest_id_seq TO values_within_writer; SET ROLE values_within_writer");
        CHECK(db(insert<Guest>().set(guest_mail = "b", guest_code = "c", mood = coalesce(val(Mood::calm), Mood::wild),
                                     size = Size::large, tags = std::vector<std::string>{}, total = 1.0,
                                     is_here = true)) == 1);
        db.execute("RESET ROLE; DROP OWNED BY values_within_writer; DROP ROLE values_within_writer");
    }
    TEST_CASE_FIXTURE(guests, "an index serves an expression of values") {
        db.execute("CREATE INDEX guest_mail ON guest (mail); SET enable_seqscan = off");
        std::string text;
        for (const auto& row : db.explain(select<Guest>().where(guest_mail == coalesce(val("x"), "y"))))
            text += std::string(row.detail) + "\n";
        CHECK_MESSAGE(text.find("Index Cond") != std::string::npos, text);
    }
}

} // namespace values_within_test
