#include "engine/missing_column.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace missing_column_test {

using namespace rowan;

template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Author, Book, Page, Tag, Shelf>;
};
/// Wants to know what a row was before.
struct watcher {
    int calls = 0;
    void on(const after_update<Book>&) { ++calls; }
    void on(const before_remove<Book>&) { ++calls; }
};
template <class Driver>
struct watched_library : library<Driver> {
    using listeners = rowan::listeners<watcher>;
};

template <class Driver>
struct fixture {
    test::lasting_database<Driver> database{};
    fixture() {
        connection<v1::library<Driver>> db{database.name()};
        db.create_tables();
        db.insert(v1::Author{0, "Lem"});
        db.insert(v1::Book{0, 1, "Solaris"});
        db.insert(v1::Page{1, "text"});
    }
    void check_unchanged() {
        connection<v1::library<Driver>> db{database.name()};
        CHECK(db(select(count()).template from<v1::Author>()).scalar() == 1);
        CHECK(db(select(count()).template from<v1::Book>()).scalar() == 1);
        CHECK(db.template get<v1::Book>(1).title == "Solaris");
        CHECK(db.template get<v1::Page>(1).text == "text");
    }
};

struct Found {
    std::optional<std::string> missing;
};

constexpr auto absent = col<&Book::missing>;
constexpr auto title = col<&Book::title>;
constexpr auto is_x = absent == "x";
constexpr auto is_page_1 = col<&Page::missing> == 1;
constexpr auto titles = select(title).from<Book>();
constexpr auto some = select(absent).from<Book>();
constexpr auto titles_of_x = titles.where(is_x);

constexpr auto or_none = select(coalesce(absent, "none")).from<Book>();
constexpr auto page = titles.join<Page>(col<&Page::missing> == col<&Book::id>);
constexpr auto beside_page = titles.join<Page>(col<&Page::book_id> == col<&Book::id>).where(is_page_1);
constexpr auto grouped = select(count()).from<Book>().group_by(absent);
constexpr auto having = select(count()).from<Book>().group_by(title).having(max(absent) == "x");
constexpr auto numbered = select(row_number().over(order_by(absent))).from<Book>();
constexpr auto chosen = select(case_(when(is_x, 1)).else_(2)).from<Book>();
constexpr auto by_name = select<Author>().where(in(col<&Author::name>, titles_of_x));
constexpr auto common = select<Found>().with(cte<Found>(some));
constexpr auto eden = insert<Book>().set(col<&Book::author_id> = 1, title = "Eden");
constexpr auto names = select(col<&Author::id>, col<&Author::name>, col<&Author::name>).from<Author>();
constexpr auto all = insert<Book>().columns<&Book::author_id, &Book::title, &Book::missing>().from(names);
constexpr auto copy = insert<Book>().columns<&Book::author_id, &Book::title>().from(
    select(col<&Book::author_id>, title).from<Book>().where(is_x));
constexpr auto shelf = insert<Shelf>().set(col<&Shelf::name> = "A").on_conflict<&Shelf::name>();
constexpr auto excluding = shelf.do_update(col<&Shelf::name> = coalesce(excluded<&Shelf::missing>, "x"));
constexpr auto if_x = shelf.do_update(col<&Shelf::name> = "x").where(col<&Shelf::missing> == "x");
constexpr auto assigned = update<Book>().set(title = coalesce(absent, "x"));
constexpr auto with_page = update<Book>().set(title = "x").from<Page>().where(col<&Page::missing> == col<&Book::id>);
constexpr auto of_page = rowan::remove<Book>().using_<Page>().where(col<&Page::missing> == col<&Book::id>);

/// Calls `run(clause, query)` with queries that have the column in each of their clauses.
void each_query(const auto& run) {
    run("select of the table", select<Book>());
    run("select", some);
    run("select of an expression", or_none);
    run("distinct", some.distinct());
    run("where", titles_of_x);
    run("where, beside another table", beside_page);
    run("in", titles.where(in(absent, std::vector<std::string>{"x"})));
    run("order_by", titles.order_by(absent));
    run("group_by", grouped);
    run("having", having);
    run("aggregate", select(max(absent)).from<Book>());
    run("filter", select(count().filter(is_x)).from<Book>());
    run("window", numbered);
    run("join", page);
    run("case_", chosen);
    run("exists", select<Author>().where(exists(select<Book>().where(is_x))));
    run("in of a query", by_name);
    run("scalar", select(scalar(select(max(absent)).from<Book>())));
    run("union_all", union_all(titles, titles_of_x));
    run("with", common);
    run("subquery", select<Found>().from(subquery<Found>(some)));
    run("into", some.into<Found>());
}
/// The same with statements that write.
void each_write(const auto& run) {
    const Book book{0, 1, "Eden", "x"};
    const std::vector<Book> books(3, book);
    run("set of an insert", insert<Book>().set(col<&Book::author_id> = 1, title = "Eden", absent = "x"));
    run("values", insert<Book>().values(book));
    run("values of a range", insert<Book>().values(books));
    run("columns", all);
    run("from of an insert", copy);
    run("on_conflict", eden.on_conflict<&Book::missing>().do_nothing());
    run("do_update", shelf.do_update(col<&Shelf::missing> = "x"));
    run("excluded", excluding);
    run("where of do_update", if_x);
    run("returning of an insert", eden.returning(absent));
    run("set of an update", update<Book>().set(absent = "x").every_row());
    run("value of an update", assigned.every_row());
    run("where of an update", update<Book>().set(title = "x").where(is_x));
    run("from of an update", with_page);
    run("returning of an update", update<Book>().set(title = "x").every_row().returning(absent));
    run("where of a remove", rowan::remove<Book>().where(is_x));
    run("using_", of_page);
    run("returning of a remove", rowan::remove<Book>().every_row().returning());
}

TEST_SUITE("engine") {
    TEST_CASE_TEMPLATE("rows are neither found nor written by a column that the database does not have", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        connection<library<Driver>> db{here.database.name()};
        const std::vector<std::int64_t> keys{1, 2};
        const std::vector<std::string> tags{"a", "b"};
        Book book{1, 1, "Eden", "x"};
        Page page{1, 2, "more"};
        std::vector<Book> few(3, Book{0, 1, "few", {}}), many(3000, Book{0, 1, "many", {}});
        // clang-format off
        check_missing("get", [&] { (void)db.template get<Book>(1); });
        check_missing("find", [&] { (void)db.template find<Book>(1); });
        check_missing("get of keys", [&] { (void)db.template get<Book>(keys); });
        check_missing("find of keys", [&] { (void)db.template find<Book>(keys); });
        check_missing("get by the column", [&] { (void)db.template get<Page>(1, 1); });
        check_missing("find of keys that have the column", [&] { (void)db.template find<Tag>(tags); });
        check_missing("insert", [&] { db.insert(book); });
        check_missing("insert of few", [&] { db.insert(few); });
        check_missing("insert of many", [&] { db.insert(many); });
        check_missing("update", [&] { db.update(book); });
        check_missing("update of the column", [&] { db.update(book, only<&Book::missing>); });
        check_missing("update by the column", [&] { db.update(page); });
        check_missing("upsert", [&] { db.upsert(book); });
        check_missing("upsert by the column", [&] { db.upsert(page); });
        check_missing("remove by the column", [&] { db.remove(page); });
        check_missing("remove by a key that has the column", [&] { (void)db.template remove<Page>(1, 2); });
        // clang-format on
        here.check_unchanged();
        // What does not name it goes on.
        db.update(book, only<&Book::title>);
        CHECK(db.template remove<Book>(1));
    }
    TEST_CASE_TEMPLATE("a row is not known before a write by a column that the database does not have", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        connection<watched_library<Driver>> db{here.database.name()};
        Book book{1, 1, "Eden", "x"};
        check_missing("update", [&] { db.update(book); });
        check_missing("update of another column", [&] { db.update(book, only<&Book::title>); });
        check_missing("upsert", [&] { db.upsert(book); });
        check_missing("remove by key", [&] { (void)db.template remove<Book>(1); });
        CHECK(db.template listener<watcher>().calls == 0);
        here.check_unchanged();
    }
    TEST_CASE_TEMPLATE("no clause of a query takes a column that the database does not have", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        connection<library<Driver>> db{here.database.name()};
        each_query(
            [&](const char* clause, const auto& query) { check_missing(clause, [&] { (void)db(query).all(); }); });
        check_missing("stream", [&] { db.stream(select<Book>()).for_each([](const auto&) {}); });
        check_missing("explain", [&] { (void)db.explain(titles_of_x); });
        check_missing("pipeline", [&] { db.pipeline([&](auto& p) { (void)p(select<Book>()); }); });
        here.check_unchanged();
    }
    TEST_CASE_TEMPLATE("no statement that writes takes a column that the database does not have", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        connection<library<Driver>> db{here.database.name()};
        each_write([&](const char* what, const auto& query) { check_missing(what, [&] { (void)db(query); }); });
        here.check_unchanged();
    }
    TEST_CASE_TEMPLATE("a database with more nullable columns than the program has goes on working", Driver,
                       TEST_DRIVERS) {
        test::lasting_database<Driver> database;
        connection<library<Driver>>(database.name()).create_tables();
        connection<v1::library<Driver>> db{database.name()};
        db.execute("ALTER TABLE book ADD COLUMN note TEXT");
        db.create_tables();
        db.insert(v1::Author{0, "Lem"});
        v1::Book one{0, 1, "Solaris"};
        db.insert(one);
        db.insert(std::vector<v1::Book>(3, one));
        db.insert(std::vector<v1::Book>(3000, one));
        one.title = "Eden";
        db.update(one);
        db.upsert(one);
        CHECK(db.template get<v1::Book>(one.id).title == "Eden");
        CHECK(db(select<v1::Book>()).all().size() == 3004);
        CHECK(db(update<v1::Book>().set(col<&v1::Book::title> = "x").every_row().returning()).size() == 3004);
        db.remove(one);
        CHECK(db(rowan::remove<v1::Book>().every_row()) == 3003);
    }
}

} // namespace missing_column_test
