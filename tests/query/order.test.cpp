#include "query/library.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace order_test {

using namespace library_test;
using namespace rowan;

constexpr auto titles = select(title).from<Book>();

constexpr auto first = titles.order_by(asc(price).nulls_first(), desc(book_id));
constexpr auto last = titles.order_by(desc(price).nulls_last(), desc(book_id).nulls_first());
static_assert(test::text(first) ==
              R"(SELECT "books"."title" FROM "books" ORDER BY "books"."price" NULLS FIRST, "books"."id" DESC)");
static_assert(test::text(last) == R"(SELECT "books"."title" FROM "books")"
                                  R"( ORDER BY "books"."price" DESC NULLS LAST, "books"."id" DESC NULLS FIRST)");

// Results by name are written as their positions.
constexpr auto by_name =
    select(title, (year % 10).as<"of decade">()).from<Book>().order_by(desc(named<"of decade">), named<"title">);
constexpr auto groups =
    select((year / literal<10>).as<"decade">(), count().as<"books">(), max(year) - (year / literal<10>)*literal<10>)
        .from<Book>()
        .group_by(named<"decade">)
        .order_by(desc(named<"books">).nulls_last(), named<"decade">);
constexpr auto columns_by_name =
    select(book_author, count()).from<Book>().group_by(named<"author_id">).order_by(desc(named<"author_id">));
constexpr auto whole = select<Book>().order_by(desc(named<"year">));
static_assert(test::text(by_name) ==
              R"(SELECT "books"."title", "books"."year" % ?1 AS "of decade" FROM "books" ORDER BY 2 DESC, 1)");
static_assert(
    test::text(groups) ==
    R"(SELECT "books"."year" / 10 AS "decade", count(*) AS "books", max("books"."year") - "books"."year" / 10 * 10)"
    R"( FROM "books" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1)");
static_assert(test::text(columns_by_name) ==
              R"(SELECT "books"."author_id", count(*) FROM "books" GROUP BY 1 ORDER BY 1 DESC)");
static_assert(
    test::text(whole) ==
    R"(SELECT "books"."id", "books"."author_id", "books"."title", "books"."year", "books"."price", "books"."status")"
    R"( FROM "books" ORDER BY 4 DESC)");
static_assert(valid<decltype(groups), library<sqlite>>);
static_assert(!valid<decltype(titles.order_by(named<"year">)), library<sqlite>>);
static_assert(
    !valid<decltype(select((year / literal<10>).as<"decade">(), title).from<Book>().group_by(named<"decade">)),
           library<sqlite>>);
struct pascal_library : library<sqlite> {
    using naming = pascal_case;
};
static_assert(sql_text<pascal_library>(columns_by_name) ==
              R"(SELECT "books"."AuthorId", count(*) FROM "books" GROUP BY 1 ORDER BY 1 DESC)");

// A text that is a constant has the parts that may be absent, and of a choice the first key.
constexpr auto chosen = titles.order_by(when(false, desc(price).nulls_last()), choice(2, desc(year), title), book_id);
static_assert(test::text(chosen) == R"(SELECT "books"."title" FROM "books")"
                                    R"( ORDER BY "books"."price" DESC NULLS LAST, "books"."year" DESC, "books"."id")");

/// Writes down what is prepared and what is run.
struct statements {
    std::vector<std::string> run;
    void on(const after_execute& event) { run.emplace_back(event.sql); }
};
template <class Driver>
struct watched : library<Driver> {
    using listeners = rowan::listeners<statements>;
};

struct order {
    bool by_status;
    std::size_t key, last;
};
auto ordered(order o) {
    return titles.where(book_id > 0)
        .order_by(when(o.by_status, desc(status)), choice(o.key, desc(year), title, named<"title">),
                  choice(o.last, asc(price).nulls_first()), book_id);
}
std::string expected(order o) {
    struct book {
        int id;
        std::string title;
        int year, status;
        double price;
    };
    std::vector<book> books{{1, "Dispossessed", 1974, 0, 9.5},
                            {2, "Lathe", 1971, 1, 0},
                            {3, "Solaris", 1961, 0, 7.25},
                            {4, "Tehanu", 1990, 1, 9.5}};
    std::sort(books.begin(), books.end(), [&](const book& a, const book& b) {
        if (o.by_status && a.status != b.status) return a.status > b.status;
        if (o.key == 0) return a.year > b.year;
        if (o.key <= 2) return a.title < b.title;
        if (o.last == 0 && a.price != b.price) return a.price < b.price;
        return a.id < b.id;
    });
    std::string all;
    for (const auto& each : books) all += each.title + ";";
    return all;
}

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("rows have the order of their keys", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(first) == "Lathe;Solaris;Tehanu;Dispossessed;");
        CHECK(test.rows(last) == "Tehanu;Dispossessed;Solaris;Lathe;");
        CHECK(test.rows(by_name) == "Dispossessed|4;Lathe|1;Solaris|1;Tehanu|0;");
        CHECK(test.rows(groups) == "197|2|4;196|1|1;199|1|0;");
        CHECK(test.rows(columns_by_name) == "2|1;1|3;");
        CHECK(test.rows(select(book_id).template from<Book>().order_by(desc(named<"id">))) == "4;3;2;1;");
        CHECK(test.rows(whole.limit(1)) == "4,1,Tehanu,1990,9.5,1;");
        CHECK(test.rows(chosen) == "Dispossessed;Lathe;Solaris;Tehanu;");
    }
    TEST_CASE_TEMPLATE("each combination of keys has its order, and a statement that is prepared once", Driver,
                       TEST_DRIVERS) {
        connection<watched<Driver>> db{test::empty_database<Driver>::name()};
        fill(db);
        auto& log = db.template listener<statements>();
        std::set<std::string> texts;
        for (int round = 0; round < 3; ++round)
            for (const bool by_status : {false, true})
                for (const std::size_t key : {0U, 1U, 2U, 3U, 4U})
                    for (const std::size_t end : {0U, 1U, 7U}) {
                        CAPTURE(by_status);
                        CAPTURE(key);
                        CAPTURE(end);
                        const order each{by_status, key, end};
                        log.run.clear();
                        CHECK(test::shown(db(ordered(each))) == expected(each));
                        REQUIRE(log.run.size() == 1);
                        texts.insert(log.run[0]);
                    }
        // What is beyond the last key is one choice: none.
        CHECK(texts.size() == 2 * 4 * 2);
        // A variant keeps the statement that was prepared for it.
        auto& statement = rowan::detail::acquire_variant(rowan::detail::core_of(db), ordered({true, 1, 0}));
        rowan::detail::core_of(db).statements.release(statement);
        auto& same = rowan::detail::acquire_variant(rowan::detail::core_of(db), ordered({true, 1, 0}));
        CHECK(&statement == &same);
        rowan::detail::core_of(db).statements.release(same);
        auto& another = rowan::detail::acquire_variant(rowan::detail::core_of(db), ordered({true, 2, 0}));
        CHECK(&statement != &another);
        rowan::detail::core_of(db).statements.release(another);
    }
    TEST_CASE_TEMPLATE("optional parts are counted wherever they stand", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        const auto books = [](bool old) {
            return exists(select<Book>().where(book_author == author_id, when(old, year < 1970)));
        };
        for (unsigned mask = 0; mask < 16; ++mask) {
            CAPTURE(mask);
            const bool a = (mask & 1U) != 0, b = (mask & 2U) != 0, c = (mask & 4U) != 0, d = (mask & 8U) != 0;
            const auto query = select(author_name)
                                   .with(cte<Total>(select(book_author, count())
                                                        .template from<Book>()
                                                        .where(when(a, year > 1970))
                                                        .group_by(book_author)))
                                   .template from<Author>()
                                   .template left_join<Total>(col<&Total::author_id> == author_id)
                                   .where(when(b, is_not_null(col<&Total::books>)), when(c, books(d)))
                                   .order_by(author_id);
            std::string all;
            if (!c || !d) all += "Le Guin;";
            if (!(a && b)) all += "Lem;";
            if (!b && !c) all += "Nobody;";
            CHECK(test.rows(query) == all);
        }
    }
}

} // namespace order_test
