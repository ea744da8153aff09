#include "driver/laws.hpp"
#include "support/caught.hpp"
#include "support/text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A name is what the program says, whatever characters it has: nothing in it is taken for SQL, for the end of a quote or for a place of
// a value, and what is looked up by a name is found.
namespace laws_names_test {

using namespace rowan;
using test::caught;
using test::laws::is_postgres;

constexpr std::array<std::string_view, 14> odd{R"(a"b)",
                                               R"(x$rowan$)",
                                               R"(it's $1 ?1 100%s)",
                                               R"(back\slash\)",
                                               R"(semi; COPY x)",
                                               R"(generate_series(1, $1); COPY )",
                                               R"(ünïcödé 名前)",
                                               R"(sixty-three "bytes" of a name that the server keeps as it is so)",
                                               R"(CamelCase)",
                                               R"(select)",
                                               R"(excluded)",
                                               R"( spaces )",
                                               R"($$ -- /* INSERT INTO )",
                                               R"('"')"};
static_assert(odd[7].size() == 63);

/// The name that is so many behind another.
template <std::size_t Index, std::size_t Behind>
inline constexpr std::string_view name_of = odd[(Index + Behind) % odd.size()];

/// The name of an index, which shares the names of tables: with a letter more, or one in the place of the first where there is no room.
template <std::size_t Index>
inline constexpr auto letters_of_index = [] {
    constexpr std::string_view name = odd[Index];
    std::array<char, std::min(name.size() + 1, std::size_t{63})> letters{};
    std::copy(name.end() - static_cast<std::ptrdiff_t>(letters.size() - 1), name.end(), letters.begin() + 1);
    letters[0] = 'i';
    return letters;
}();
template <std::size_t Index>
inline constexpr std::string_view index_name{letters_of_index<Index>.data(), letters_of_index<Index>.size()};

template <std::size_t Index>
inline constexpr auto fixed_name = detail::to_fixed_string<odd[Index].size()>(odd[Index]);

template <std::size_t Index>
struct Thing {
    std::int64_t id{};
    double value{};
    std::string text{};
    int number{};
    friend bool operator==(const Thing&, const Thing&) = default;
};

/// What queries within queries give.
template <std::size_t Index>
struct Total {
    std::int64_t things{};
};

} // namespace laws_names_test

template <std::size_t Index>
inline constexpr auto rowan::table<laws_names_test::Total<Index>> = rowan::define<laws_names_test::Total<Index>>(
    laws_names_test::name_of<Index, 7>,
    rowan::column_name<&laws_names_test::Total<Index>::things>(laws_names_test::name_of<Index, 8>));

template <std::size_t Index>
inline constexpr auto rowan::table<laws_names_test::Thing<Index>> = [] {
    using namespace rowan;
    using namespace laws_names_test;
    using T = Thing<Index>;
    return define<T>(name_of<Index, 0>, in_schema(name_of<Index, 1>), column_name<&T::id>(name_of<Index, 2>),
                     column_name<&T::value>(name_of<Index, 3>), column_name<&T::text>(name_of<Index, 5>),
                     column_name<&T::number>(name_of<Index, 4>), check(col<&T::number> >= 0).named(name_of<Index, 6>),
                     unique<&T::number>, index_on(index_name<Index>, lower(col<&T::text>)));
}();

namespace laws_names_test {

/// Each second name is that of a table, so that each is a table's or a schema's, a key's or a value's.
template <class Driver>
struct things {
    using driver = Driver;
    using tables = rowan::tables<Thing<0>, Thing<2>, Thing<4>, Thing<6>, Thing<8>, Thing<10>, Thing<12>>;
};

std::string quoted(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) (text += c) += c == '"' ? "\"" : "";
    return text + '"';
}

template <class Driver>
struct fixture {
    test::laws::law_connection<things<Driver>> db{test::empty_database<Driver>::name()};
    int numbers = 0;

    fixture() {
        db.create_tables();
        // Those that are there are known by their names.
        db.create_tables();
    }

    template <std::size_t Index>
    static std::string table() {
        const std::string name = quoted(name_of<Index, 0>);
        return is_postgres<Driver> ? quoted(name_of<Index, 1>) + "." + name : name;
    }
    template <class Row>
    std::vector<Row> rows_of(std::size_t count) {
        std::vector<Row> rows(count);
        for (Row& each : rows) each = {.value = 0.5, .text = "Tea", .number = ++numbers};
        return rows;
    }

    template <std::size_t Index>
    void check_rows() {
        using T = Thing<Index>;
        T one{.value = 1.76, .text = "Tea", .number = ++numbers};
        db.insert(one);
        CHECK(one.id == 1);
        CHECK(db.template get<T>(1) == one);
        std::int64_t last = 1;
        for (const std::size_t count : {std::size_t{3}, std::size_t{300}, std::size_t{2100}}) {
            auto rows = rows_of<T>(count);
            db.insert(rows);
            last += static_cast<std::int64_t>(count);
            CHECK(rows.back().id == last);
            CHECK(db.template get<T>(last) == rows.back());
        }
        one.text = "Coffee";
        db.update(one);
        CHECK(db.template get<T>(1) == one);
        one.value = 2.25;
        db.upsert(one);
        CHECK(db.template get<T>(1) == one);
        db.upsert(T{.id = 5000, .value = 1.5, .text = "Milk", .number = ++numbers});
        CHECK(db.template get<T>(std::vector<std::int64_t>{1, 5000, last}).size() == 3);
        db.template remove<T>(5000);
        CHECK_FALSE(db.template find<T>(5000));
    }
    template <std::size_t Index>
    void check_statements() {
        using T = Thing<Index>;
        using other = rowan::alias<fixed_name<(Index + 3) % odd.size()>, T>;
        constexpr auto label = fixed_name<(Index + 4) % odd.size()>;
        const std::vector<std::string> texts{"Coffee", "none"};
        CHECK(db(select(col<&T::id>).template from<T>().where(in(col<&T::text>, texts))).scalar() == 1);
        CHECK(db(select(other::template col<&T::id>)
                     .template from<other>()
                     .where(other::template col<&T::text> == "Coffee"))
                  .scalar() == 1);
        CHECK(db(select(col<&T::id>.template as<label>())
                     .template from<T>()
                     .where(col<&T::id> < 3)
                     .order_by(desc(named<label>)))
                  .all()
                  .size() == 2);
        using S = Total<Index>;
        constexpr auto inner = select(count()).template from<T>().where(col<&T::text> == "Coffee");
        CHECK(db(select(col<&S::things>).template from<S>().with(cte<S>(inner))).scalar() == 1);
        CHECK(db(select(col<&S::things>).from(subquery<S>(inner))).scalar() == 1);
        CHECK(db(update<T>().set(col<&T::value> = col<&T::value> + 1).where(col<&T::id> == 1)) == 1);
        T one = db.template get<T>(1);
        CHECK(one.value == 3.25);
        one.value = 7;
        auto written = db(insert<T>()
                              .values(one)
                              .with_keys()
                              .template on_conflict<&T::id>()
                              .do_update(col<&T::value> = rowan::excluded<&T::value> + col<&T::value>)
                              .where(col<&T::number> == one.number)
                              .returning(col<&T::value>));
        CHECK(written.scalar() == 10.25);
        CHECK(db.template get<T>(1).value == 10.25);

        const auto refused = caught<constraint_violation>([&] { db.insert(T{.number = -1}); });
        CHECK(refused.constraint() == name_of<Index, 6>);
        const auto repeated = caught<constraint_violation>([&] { db.insert(T{.number = one.number}); });
        CHECK(repeated.kind() == constraint_kind::unique);
        one.number = 0;
        const auto key = caught<constraint_violation>([&] { db(insert<T>().values(one).with_keys()); });
        CHECK(key.kind() == constraint_kind::primary_key);
    }
    /// A column that cannot keep the values of its field is found, whatever it is called.
    template <std::size_t Index>
    void check_guard() {
        using T = Thing<Index>;
        if constexpr (is_postgres<Driver>) {
            db.execute("TRUNCATE " + table<Index>() + "; ALTER TABLE " + table<Index>() + " ALTER COLUMN " +
                       quoted(name_of<Index, 3>) + " TYPE integer");
            const auto check_refused = [&](const auto& action) {
                const std::string message = caught<type_mismatch>(action).what();
                CHECK(test::contains(message, "column '" + std::string(name_of<Index, 3>) + "' of table "));
                CHECK(test::contains(message, " is integer in the database, and the program has a number"));
            };
            T one{.id = 1, .value = 1.76, .number = ++numbers};
            check_refused([&] { db.insert(one); });
            check_refused([&] { db.upsert(one); });
            check_refused([&] { db.update(one); });
            check_refused([&] { db(update<T>().set(col<&T::value> = 1.76).every_row()); });
            for (const std::size_t count : {std::size_t{5}, std::size_t{300}, std::size_t{2100}}) {
                auto rows = rows_of<T>(count);
                check_refused([&] { db.insert(rows); });
            }
            CHECK(test::raw_shown(db, "SELECT count(*) FROM " + table<Index>()) == "0;");
        }
    }
};

template <class Fixture, std::size_t... Index>
void check_names(Fixture& given, std::index_sequence<Index...>) {
    const auto check = [&]<std::size_t Each>(std::integral_constant<std::size_t, Each>) {
        CAPTURE(odd[Each]);
        given.template check_rows<Each>();
        if constexpr (Each % 4 == 2) given.template check_statements<Each>();
        given.template check_guard<Each>();
    };
    (check(std::integral_constant<std::size_t, 2 * Index>{}), ...);
}

TEST_SUITE("driver") {
    TEST_CASE_TEMPLATE("rows go in, change and are found under any names of tables, columns and schemas", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> given;
        check_names(given, std::make_index_sequence<odd.size() / 2>{});
        given.db.drop_tables();
    }
}

} // namespace laws_names_test
