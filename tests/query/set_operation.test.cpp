#include "query/library.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

namespace set_operation_test {

using namespace library_test;
using namespace rowan;

template <class Query>
using first_value = std::tuple_element_t<0, row_type<Query>>;

constexpr auto names = select(author_name.as<"text">()).from<Author>();
constexpr auto titles = select(title).from<Book>().where(year > param<"after">);
constexpr auto bosses = select(col<&Employee::name>).from<Employee>().where(col<&Employee::id> < 3);
constexpr auto employee_id = col<&Employee::id>;
constexpr auto boss_id = col<&Employee::boss_id>;
constexpr auto ids = select(author_id).from<Author>();
constexpr auto writers = select(book_author).from<Book>();

constexpr auto each_once = union_(ids, writers).order_by(named<"id">);
constexpr auto every = union_all(ids, writers).order_by(desc(named<"id">)).limit(3).offset(1);
constexpr auto in_both = intersect(ids, writers).order_by(named<"id">);
constexpr auto in_first = except(ids, writers);
static_assert(test::text(each_once) ==
              R"(SELECT "author"."id" FROM "author" UNION SELECT "books"."author_id" FROM "books" ORDER BY 1)");
static_assert(test::text(every) ==
              R"(SELECT "author"."id" FROM "author" UNION ALL SELECT "books"."author_id" FROM "books")"
              R"( ORDER BY 1 DESC LIMIT ?1 OFFSET ?2)");
static_assert(test::text(in_both) ==
              R"(SELECT "author"."id" FROM "author" INTERSECT SELECT "books"."author_id" FROM "books" ORDER BY 1)");
static_assert(test::text(in_first) ==
              R"(SELECT "author"."id" FROM "author" EXCEPT SELECT "books"."author_id" FROM "books")");

// To the left, operations of one kind follow each other; all else is a query of its own.
constexpr auto to_left =
    except(union_all(union_(names, titles), bosses), names.where(author_id == 2)).order_by(named<"text">);
constexpr auto to_right = except(names, union_(titles, bosses)).order_by(named<"text">);
constexpr auto bound_tightly = union_(names, intersect(titles, bosses));
constexpr auto then_both = intersect(union_(ids, writers), select(employee_id).from<Employee>());
constexpr auto both_then = union_(intersect(ids, writers), select(employee_id).from<Employee>()).order_by(named<"id">);
constexpr auto of_few = union_all(names.order_by(desc(author_id)).limit(1), titles.order_by(year).limit(1).offset(1));
constexpr auto within_few =
    except(union_all(ids, writers).order_by(desc(named<"id">)).limit(3), ids.where(author_id == 3))
        .order_by(named<"id">);
static_assert(test::text(to_left) ==
              R"(SELECT "author"."name" AS "text" FROM "author" UNION SELECT "books"."title" FROM "books")"
              R"( WHERE "books"."year" > ?1 UNION ALL SELECT "employee"."name" FROM "employee")"
              R"( WHERE "employee"."id" < ?2 EXCEPT SELECT "author"."name" AS "text" FROM "author")"
              R"( WHERE "author"."id" = ?3 ORDER BY 1)");
static_assert(test::text(to_right) ==
              R"(SELECT "author"."name" AS "text" FROM "author" EXCEPT SELECT * FROM (SELECT "books"."title")"
              R"( FROM "books" WHERE "books"."year" > ?1 UNION SELECT "employee"."name" FROM "employee")"
              R"( WHERE "employee"."id" < ?2) AS "side" ORDER BY 1)");
static_assert(test::text(bound_tightly) ==
              R"(SELECT "author"."name" AS "text" FROM "author" UNION SELECT * FROM (SELECT "books"."title")"
              R"( FROM "books" WHERE "books"."year" > ?1 INTERSECT SELECT "employee"."name" FROM "employee")"
              R"( WHERE "employee"."id" < ?2) AS "side")");
static_assert(test::text(then_both) ==
              R"(SELECT * FROM (SELECT "author"."id" FROM "author" UNION SELECT "books"."author_id")"
              R"( FROM "books") AS "side" INTERSECT SELECT "employee"."id" FROM "employee")");
static_assert(test::text(both_then) ==
              R"(SELECT * FROM (SELECT "author"."id" FROM "author" INTERSECT SELECT "books"."author_id")"
              R"( FROM "books") AS "side" UNION SELECT "employee"."id" FROM "employee" ORDER BY 1)");
static_assert(test::text(of_few) == R"(SELECT * FROM (SELECT "author"."name" AS "text" FROM "author")"
                                    R"( ORDER BY "author"."id" DESC LIMIT ?2) AS "side" UNION ALL SELECT *)"
                                    R"( FROM (SELECT "books"."title" FROM "books" WHERE "books"."year" > ?1)"
                                    R"( ORDER BY "books"."year" LIMIT ?3 OFFSET ?4) AS "side")");
static_assert(test::text(within_few) ==
              R"(SELECT * FROM (SELECT "author"."id" FROM "author" UNION ALL SELECT "books"."author_id")"
              R"( FROM "books" ORDER BY 1 DESC LIMIT ?1) AS "side" EXCEPT SELECT "author"."id" FROM "author")"
              R"( WHERE "author"."id" = ?2 ORDER BY 1)");

// Whole rows.
constexpr auto rows =
    union_(select<Book>().where(year < 1970), select<Book>().where(status == Status::closed && year > 1980))
        .order_by(desc(named<"year">));
static_assert(
    test::text(rows) ==
    R"(SELECT "books"."id", "books"."author_id", "books"."title", "books"."year", "books"."price", "books"."status")"
    R"( FROM "books" WHERE "books"."year" < ?1 UNION)"
    R"( SELECT "books"."id", "books"."author_id", "books"."title", "books"."year", "books"."price", "books"."status")"
    R"( FROM "books" WHERE "books"."status" = ?2 AND "books"."year" > ?3 ORDER BY 4 DESC)");
static_assert(std::is_same_v<row_type<decltype(rows)>, Book>);
constexpr auto pairs =
    except(select<Book, Author>().join<Author>(), select<Book, Author>().join<Author>().where(year > 1970));
static_assert(std::is_same_v<row_type<decltype(pairs)>, row_type<decltype(select<Book, Author>().join<Author>())>>);

// A value has a type that both sides have room in.
static_assert(std::is_same_v<first_value<decltype(union_(select(year).from<Book>(), ids))>, std::int64_t>);
static_assert(std::is_same_v<first_value<decltype(union_(ids, select(price).from<Book>()))>, std::optional<double>>);
static_assert(
    std::is_same_v<first_value<decltype(union_(titles, select(country).from<Author>()))>, std::optional<std::string>>);
static_assert(
    std::is_same_v<first_value<decltype(union_(select(status).from<Book>(), select(max(status)).from<Book>()))>,
                   std::optional<Status>>);
constexpr auto numbers_or_none = union_all(
    select(count().as<"n">()).from<Author>(),
    union_all(select(price).from<Book>().where(book_id < 3), select(boss_id).from<Employee>().where(is_null(boss_id))));
static_assert(test::text(numbers_or_none) ==
              R"(SELECT count(*) AS "n" FROM "author" UNION ALL SELECT * FROM (SELECT "books"."price")"
              R"( FROM "books" WHERE "books"."id" < ?1 UNION ALL SELECT "employee"."boss_id" FROM "employee")"
              R"( WHERE "employee"."boss_id" IS NULL) AS "side")");

template <class Left, class Right>
constexpr bool unite(Left, Right) {
    return unitable<Left, Right>;
}
static_assert(unite(ids, writers) && unite(ids, select(price).from<Book>()) && unite(names, titles));
static_assert(!unite(ids, names) && !unite(ids, select(author_id, author_id).from<Author>()));
static_assert(!unite(select<Book>(), select<Author>()) && !unite(select<Book>(), ids));
static_assert(!unite(select(status).from<Book>(), ids));

// Parameters of one name are one in all sides, and values are bound in the order of the text.
constexpr auto with_values =
    union_all(select(title, year + 1000).from<Book>().where(year > param<"after"> && book_id < 4),
              select(author_name, author_id + 2000).from<Author>().where(author_id < param<"after"> && author_id > 2))
        .limit(10);
static_assert(test::text(with_values) ==
              R"(SELECT "books"."title", "books"."year" + ?2 FROM "books" WHERE "books"."year" > ?1)"
              R"( AND "books"."id" < ?3 UNION ALL SELECT "author"."name", "author"."id" + ?4 FROM "author")"
              R"( WHERE "author"."id" < ?1 AND "author"."id" > ?5 LIMIT ?6)");

// As a subquery, a source and a value.
constexpr auto in_where = select(author_name).from<Author>().where(in(author_id, except(ids, writers)));
constexpr auto as_source = select(count()).from(subquery<Level>(
    union_all(select(book_author.as<"a">(), year).from<Book>(), select(author_id, author_id).from<Author>())));
constexpr auto as_value = select(scalar(union_(ids, writers).order_by(desc(named<"id">)).limit(1)));
static_assert(test::text(in_where) ==
              R"(SELECT "author"."name" FROM "author" WHERE "author"."id" IN (SELECT "author"."id" FROM "author")"
              R"( EXCEPT SELECT "books"."author_id" FROM "books"))");
static_assert(test::text(as_source) ==
              R"(SELECT count(*) FROM (SELECT "books"."author_id" AS "id", "books"."year" AS "depth")"
              R"( FROM "books" UNION ALL SELECT "author"."id", "author"."id" FROM "author") AS "level")");
static_assert(detail::is_optional<first_value<decltype(as_value.from<Counter>())>>);
constexpr auto stored =
    union_(select(status.as<"s">()).from<Book>().where(status == Status::open), select(max(status)).from<Book>());
constexpr auto with_table = union_all(select(col<&Total::books>).from<Total>(), ids)
                                .with(cte<Total>(select(book_author, count()).from<Book>().group_by(book_author)));
static_assert(test::text(with_table) ==
              R"(WITH "total" ("author_id", "books") AS (SELECT "books"."author_id", count(*) FROM "books")"
              R"( GROUP BY "books"."author_id") SELECT "total"."books" FROM "total" UNION ALL)"
              R"( SELECT "author"."id" FROM "author")");

// The sides see the query around them, also those that are wrapped in a query of their own.
constexpr auto old_of_author = select(title.as<"text">()).from<Book>().where(book_author == author_id, year < 1970);
constexpr auto named_as_author = select(col<&Employee::name>).from<Employee>().where(employee_id == author_id + 2);
constexpr auto with_any = select(author_name)
                              .from<Author>()
                              .where(exists(union_(old_of_author, named_as_author.where(author_name != "Le Guin"))))
                              .order_by(author_id);
constexpr auto first_texts =
    select(author_name, scalar(union_all(old_of_author, named_as_author).order_by(named<"text">).limit(1)))
        .from<Author>()
        .order_by(author_id);
constexpr auto wrapped =
    select(author_name)
        .from<Author>()
        .where(exists(except(old_of_author.order_by(year).limit(1), intersect(old_of_author, named_as_author))));
static_assert(sql_text<sqlite_dialect>(with_any) ==
              R"(SELECT "author"."name" FROM "author" WHERE EXISTS (SELECT "books"."title" AS "text" FROM "books")"
              R"( WHERE "books"."author_id" = "author"."id" AND "books"."year" < ?1 UNION)"
              R"( SELECT "employee"."name" FROM "employee" WHERE "employee"."id" = "author"."id" + ?2)"
              R"( AND "author"."name" <> ?3) ORDER BY "author"."id")");
static_assert(sql_text<postgres_dialect>(with_any) ==
              R"(SELECT "author"."name" FROM "author" WHERE EXISTS (SELECT "books"."title" AS "text" FROM "books")"
              R"( WHERE "books"."author_id" = "author"."id" AND "books"."year" < $1 UNION)"
              R"( SELECT "employee"."name" FROM "employee" WHERE "employee"."id" = "author"."id" + $2)"
              R"( AND "author"."name" <> $3) ORDER BY "author"."id")");
static_assert(sql_text<sqlite_dialect>(first_texts) ==
              R"(SELECT "author"."name", (SELECT "books"."title" AS "text" FROM "books")"
              R"( WHERE "books"."author_id" = "author"."id" AND "books"."year" < ?1 UNION ALL)"
              R"( SELECT "employee"."name" FROM "employee" WHERE "employee"."id" = "author"."id" + ?2)"
              R"( ORDER BY 1 LIMIT ?3) FROM "author" ORDER BY "author"."id")");
static_assert(sql_text<postgres_dialect>(first_texts) ==
              R"(SELECT "author"."name", (SELECT "books"."title" AS "text" FROM "books")"
              R"( WHERE "books"."author_id" = "author"."id" AND "books"."year" < $1 UNION ALL)"
              R"( SELECT "employee"."name" FROM "employee" WHERE "employee"."id" = "author"."id" + $2)"
              R"( ORDER BY 1 LIMIT $3) FROM "author" ORDER BY "author"."id")");
static_assert(test::text(wrapped) ==
              R"(SELECT "author"."name" FROM "author" WHERE EXISTS (SELECT * FROM (SELECT "books"."title" AS "text")"
              R"( FROM "books" WHERE "books"."author_id" = "author"."id" AND "books"."year" < ?1)"
              R"( ORDER BY "books"."year" LIMIT ?2) AS "side" EXCEPT SELECT * FROM (SELECT "books"."title" AS "text")"
              R"( FROM "books" WHERE "books"."author_id" = "author"."id" AND "books"."year" < ?3 INTERSECT)"
              R"( SELECT "employee"."name" FROM "employee" WHERE "employee"."id" = "author"."id" + ?4) AS "side"))");
// There is no query around a set operation itself, nor around one that is a source.
template <class Query>
constexpr bool is_right(Query) {
    return valid<Query, library<sqlite>>;
}
static_assert(is_right(with_any) && is_right(first_texts) && is_right(wrapped));
static_assert(!is_right(union_(old_of_author, named_as_author)));
static_assert(!is_right(select(book_id).from<Book>().where(exists(union_(named_as_author, names)))));
static_assert(!is_right(select<Author, Level>().from<Author>().cross_join(subquery<Level>(union_(
    select(book_author, year).from<Book>().where(book_author == author_id), select(book_author, year).from<Book>())))));

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("the rows of two queries are put together", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(each_once) == "1;2;3;");
        CHECK(test.rows(every) == "2;2;1;");
        CHECK(test.rows(in_both) == "1;2;");
        CHECK(test.rows(in_first) == "3;");
        CHECK(test.rows(rows) == "4,1,Tehanu,1990,9.5,1;3,2,Solaris,1961,7.25,0;");
        CHECK(test.rows(pairs) == "3,2,Solaris,1961,7.25,0|2,Lem,PL;");
        CHECK(test.rows(with_values, "after"_p = 1970) == "Dispossessed|2974;Lathe|2971;Nobody|2003;");
        CHECK(test.sorted_rows(with_table) == "1;1;2;3;3;");
    }
    TEST_CASE_TEMPLATE("set operations are nested to either side", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(to_left, "after"_p = 1980) == "Ann;Bob;Le Guin;Nobody;Tehanu;");
        CHECK(test.rows(to_right, "after"_p = 1980) == "Le Guin;Lem;Nobody;");
        CHECK(test.sorted_rows(bound_tightly, "after"_p = 1980) == "Le Guin;Lem;Nobody;");
        CHECK(test.sorted_rows(then_both) == "1;2;3;");
        CHECK(test.rows(both_then) == "1;2;3;4;");
        CHECK(test.rows(of_few, "after"_p = 1900) == "Nobody;Lathe;");
        CHECK(test.rows(within_few) == "2;");
    }
    TEST_CASE_TEMPLATE("values of both sides are read as what they are", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(numbers_or_none) == "3;9.5;-;-;");
        CHECK(test.rows(stored.order_by(named<"s">)) == "0;1;");
    }
    TEST_CASE_TEMPLATE("a set operation stands where a query does", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(in_where) == "Nobody;");
        CHECK(test.rows(as_source) == "7;");
        test.db(insert<Counter>());
        CHECK(test.rows(as_value.template from<Counter>()) == "3;");
    }
    TEST_CASE_TEMPLATE("the sides of a set operation see the query around it", Driver, TEST_DRIVERS) {
        fixture<Driver> test;
        CHECK(test.rows(with_any) == "Lem;");
        CHECK(test.rows(first_texts) == "Le Guin|Cid;Lem|Dee;Nobody|-;");
        CHECK(test.rows(wrapped) == "Lem;");
    }
}

} // namespace set_operation_test
