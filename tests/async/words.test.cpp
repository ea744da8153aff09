#include "async/running.hpp"
#include "support/caught.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// Every word of a connection, awaited.
namespace async_words_test {

using namespace rowan;

struct Book {
    std::int64_t id = 0;
    std::string title{};
    std::optional<int> year{};
    friend bool operator==(const Book&, const Book&) = default;
};
struct Shelf {
    std::string name{};
    std::int64_t room = 0;
};

} // namespace async_words_test

template <>
inline constexpr auto rowan::table<async_words_test::Book> =
    rowan::define<async_words_test::Book>(rowan::unique<&async_words_test::Book::title>);
template <>
inline constexpr auto rowan::history<async_words_test::Book> = rowan::versioned{};
template <>
inline constexpr auto rowan::table<async_words_test::Shelf> =
    rowan::define<async_words_test::Shelf>(rowan::primary_key<&async_words_test::Shelf::name>);

namespace async_words_test {

template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Book, Shelf>;
};
template <class Driver>
using session = async::connection<library<Driver>>;

constexpr auto by_title = select<Book>().order_by(col<&Book::title>);
constexpr auto how_many = select(count()).from<Book>();
constexpr auto sizes = select(abs(col<&Shelf::room>)).from<Shelf>().order_by(col<&Shelf::name>);

/// Runs a test with a connection to an empty database with the tables.
template <class Driver, class Function>
void with_tables(Function function) {
    const std::string name = test::empty_database<Driver>::name();
    test::run_to_end([&]() -> asio::awaitable<void> {
        session<Driver> db{co_await asio::this_coro::executor};
        co_await db.open(name);
        co_await db.create_tables();
        co_await function(db);
        co_await db.close();
    });
}
std::vector<Book> some_books() { return {{0, "Emma", 1815}, {0, "Persuasion", 1817}, {0, "Sanditon", {}}}; }

TEST_SUITE("async") {
    TEST_CASE_TEMPLATE("rows are written and found", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db) -> asio::awaitable<void> {
            Book emma{0, "Emma", 1815};
            CHECK_THAT(co_await db.insert(emma) == emma.id);
            CHECK(emma.id > 0); // written back into the row
            const Book persuasion{0, "Persuasion", 1817};
            const std::int64_t key = co_await db.insert(persuasion);
            CHECK(key > emma.id);
            CHECK_THAT(test::value_of(co_await db.template get<Book>(key)).title == "Persuasion");
            CHECK_THAT(!test::value_of(co_await db.template find<Book>(77)).has_value());

            emma.year = 1816;
            emma.title = "not written";
            co_await db.update(emma, only<&Book::year>);
            const Book later{emma.id, "Emma", 1816};
            CHECK_THAT((co_await db.template get<Book>(emma.id)) == later);
            emma.title = "EMMA";
            co_await db.update(emma);
            co_await db.upsert(emma);
            CHECK_THAT(test::value_of(co_await db.template get<Book>(emma.id)).title == "EMMA");

            std::vector<Book> many = some_books();
            many.erase(many.begin(), many.begin() + 2);
            co_await db.insert(many);
            CHECK(many[0].id > 0);
            const std::vector<std::int64_t> keys{emma.id, 77};
            const auto found = co_await db.template find<Book>(keys);
            REQUIRE(found.size() == 2);
            CHECK(found[0] == emma);
            CHECK_FALSE(found[1].has_value());
            const std::vector<std::int64_t> known{emma.id, key};
            CHECK_THAT(test::value_of(co_await db.template get<Book>(known)).size() == 2);

            co_await db.remove(emma);
            CHECK_THAT(co_await db.template remove<Book>(key));
            CHECK_THAT(!co_await db.template remove<Book>(key));
            CHECK_THAT(co_await db(how_many).scalar() == 1);
        });
    }
    TEST_CASE_TEMPLATE("queries give their rows", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db) -> asio::awaitable<void> {
            auto books = some_books();
            co_await db.insert(books);
            CHECK_THAT(co_await db(by_title).all() == books);
            std::vector<Book> list(1);
            co_await db(by_title).into(list);
            CHECK(list.size() == 4);
            CHECK_THAT((co_await db(by_title).first()) == books[0]);
            CHECK_THAT((co_await db(select<Book>().where(col<&Book::year> == param<"year">), "year"_p = 1817).one()) ==
                       books[1]);
            CHECK_THAT(co_await db(how_many).scalar() == 3);
            int seen = 0;
            for (const Book& book : co_await db(by_title).all()) seen += book.title.empty() ? 0 : 1;
            CHECK(seen == 3);

            CHECK_THAT(co_await db(update<Book>().set(col<&Book::year> = 1800).where(col<&Book::year> == 1815)) == 1);
            auto removed = co_await db(remove<Book>().where(col<&Book::year> == 1800).returning(col<&Book::title>));
            REQUIRE(removed.all().size() == 1);
            CHECK_THAT(!test::value_of(co_await db.explain(by_title)).empty());
            co_await db.execute("DELETE FROM book");
            CHECK_THAT(co_await db(how_many).scalar() == 0);
        });
    }
    TEST_CASE_TEMPLATE("a stream gives batches", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db) -> asio::awaitable<void> {
            std::vector<Book> books;
            for (int i = 0; i < 250; ++i) books.push_back({0, "book " + std::to_string(1000 + i), i});
            co_await db.insert(books);
            std::vector<Book> read;
            std::vector<std::size_t> sizes;
            auto rows = db.stream(by_title);
            while (const auto batch = co_await rows.next(100)) {
                sizes.push_back(batch->size());
                read.insert(read.end(), batch->begin(), batch->end());
                CHECK_THAT(co_await db(how_many).scalar() == 250); // others run beside it
            }
            CHECK(read == books);
            CHECK(sizes == std::vector<std::size_t>{100, 100, 50});
            CHECK_THAT(!test::value_of(co_await rows.next()).has_value());

            auto closed = db.stream(by_title);
            CHECK_THAT(test::value_of(co_await closed.next(7))->size() == 7);
            co_await closed.close();
            CHECK_THAT(!test::value_of(co_await closed.next()).has_value());
            {
                auto left = db.stream(by_title);
                CHECK_THAT(test::value_of(co_await left.next(7))->size() == 7);
            }
            co_await db.drop_tables(); // which nothing holds up
            co_await db.create_tables();

            auto orphan = db.stream(by_title);
            Book one{0, "one", {}};
            co_await db.insert(one);
            Book two{0, "two", {}};
            co_await db.insert(two);
            CHECK_THAT(test::value_of(co_await orphan.next(1))->size() == 1);
            co_await db.close();
            (void)co_await test::failure_of<error>(orphan.next());
        });
    }
    TEST_CASE_TEMPLATE("a stream that failed says so each time that it is asked for rows", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        const std::string name = database.name();
        const auto read_to_failure = [](auto& rows) -> asio::awaitable<std::string> {
            try {
                while (co_await rows.next(1)) {}
            } catch (const error& failure) {
                co_return failure.what();
            }
            co_return "there are no more rows";
        };
        test::run_to_end([&]() -> asio::awaitable<void> {
            const auto executor = co_await asio::this_coro::executor;
            session<Driver> db{executor};
            co_await db.open(name);
            co_await db.create_tables();
            const std::vector<Shelf> shelves{{"a", 1}, {"b", std::numeric_limits<std::int64_t>::min()}, {"c", 2}};
            co_await db.insert(shelves);
            {
                auto rows = db.stream(sizes);
                const std::string first = co_await read_to_failure(rows);
                CHECK(first != "there are no more rows");
                CHECK_THAT(co_await read_to_failure(rows) == first);
                CHECK_THAT(co_await read_to_failure(rows) == first);
                co_await rows.close();
            }
            CHECK_THAT(co_await db(how_many).scalar() == 0);

            async::pool<library<Driver>> pool{executor, name, {.maximum = 1}};
            auto rows = pool.stream(sizes);
            const std::string first = co_await read_to_failure(rows);
            CHECK_THAT(co_await pool.run([](auto& blocking) { return blocking(how_many).scalar(); }) ==
                       0); // it has it again
            CHECK_THAT(co_await read_to_failure(rows) == first);
            CHECK_THAT(co_await read_to_failure(rows) == first);
            co_await pool.close();
        });
    }
    TEST_CASE_TEMPLATE("statements are sent together", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db) -> asio::awaitable<void> {
            auto books = some_books();
            co_await db.insert(books);
            auto [found, changed] = co_await db.pipeline([](auto& p) {
                auto all = p(by_title);
                auto count = p(update<Book>().set(col<&Book::year> = 1).every_row());
                return std::pair{std::move(all), std::move(count)};
            });
            CHECK(found.get().size() == 3);
            CHECK(changed.get() == 3);
        });
    }
    TEST_CASE_TEMPLATE("the history is read and a row reverted", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db) -> asio::awaitable<void> {
            Book emma{0, "Emma", 1815};
            co_await db.transact({.actor = "jane"},
                                 [&](auto& tx) -> asio::awaitable<void> { co_await tx.insert(emma); });
            emma.title = "EMMA";
            co_await db.update(emma);
            const auto versions = co_await db.template versions<Book>(emma.id);
            REQUIRE(versions.size() == 2);
            CHECK(versions[0].transaction.actor == "jane");
            CHECK_THAT(test::value_of(co_await db.previous(versions[1]))->row.title == "Emma");
            CHECK_THAT(test::value_of(co_await db.template versions_in<Book>(versions[0].transaction.id)).size() == 1);
            CHECK_THAT(test::value_of(co_await db.transactions()).size() == 2);
            co_await db.revert(versions[0]);
            CHECK_THAT(test::value_of(co_await db.template get<Book>(emma.id)).title == "Emma");
            CHECK_THAT(test::value_of(co_await db(by_title.as_of(versions[1].transaction.id)).one()).title == "EMMA");
        });
    }
    TEST_CASE_TEMPLATE("tables are created and dropped one by one", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db) -> asio::awaitable<void> {
            co_await db.template drop_table<Shelf>();
            co_await db.template create_table<Shelf>();
            // Keys that are texts and views are kept by the operation.
            Shelf shelf{"north", 1};
            co_await db.insert(shelf);
            const std::string longer = "a name that is too long for a short string";
            Shelf other{longer, 2};
            co_await db.insert(other);
            CHECK_THAT(test::value_of(co_await db.template get<Shelf>("north")).room == 1);
            auto kept = [&] {
                const std::string gone = longer;
                return db.template get<Shelf>(std::string_view(gone));
            }();
            CHECK_THAT(test::value_of(co_await std::move(kept)).room == 2);
            auto query = [&] {
                const std::string gone = longer;
                return db(select<Shelf>().where(col<&Shelf::name> == gone)).one();
            }();
            CHECK_THAT(test::value_of(co_await std::move(query)).room == 2);
            auto script = [&] {
                const std::string gone = "DELETE FROM shelf";
                return db.execute(gone);
            }();
            co_await std::move(script);
            CHECK_THAT(!test::value_of(co_await db.template find<Shelf>("north")).has_value());
        });
    }
    TEST_CASE_TEMPLATE("what blocks runs unchanged inside of run", Driver, TEST_DRIVERS) {
        with_tables<Driver>([](session<Driver>& db) -> asio::awaitable<void> {
            const auto count = co_await db.run([](rowan::connection<library<Driver>>& blocking) {
                for (Book& book : some_books()) blocking.insert(book);
                auto scope = blocking.begin();
                blocking.insert(Book{0, "gone", {}});
                scope.rollback();
                int rows = 0;
                for (const Book& book : blocking(by_title)) rows += book.title.empty() ? 0 : 1;
                return rows;
            });
            CHECK(count == 3);
            (void)co_await test::failure_of<std::out_of_range>(db.run([](auto&) { throw std::out_of_range("mine"); }));
            // What it gives need not be copied.
            const auto kept = co_await db.run([](auto&) { return std::make_unique<int>(7); });
            CHECK(*kept == 7);
        });
    }
    TEST_CASE_TEMPLATE("a connection is closed and opened again", Driver, TEST_DRIVERS) {
        const test::lasting_database<Driver> database;
        const std::string name = database.name();
        test::run_to_end([&]() -> asio::awaitable<void> {
            session<Driver> db{co_await asio::this_coro::executor};
            CHECK_FALSE(db.is_open());
            CHECK(db.is_broken());
            co_await db.open(name);
            CHECK(db.is_open());
            CHECK_FALSE(db.is_broken());
            CHECK_THAT(co_await db.is_alive());
            CHECK_THAT(co_await db.reset());
            co_await db.create_tables();
            co_await db.close();
            CHECK_FALSE(db.is_open());
            co_await db.close(); // once more is none too many
            co_await db.open(name);
            CHECK_THAT(co_await db(how_many).scalar() == 0);
        });
    }
    TEST_CASE("a driver's locks are held until they are let go") {
        const std::string name = test::empty_postgres();
        test::run_to_end([&]() -> asio::awaitable<void> {
            const auto executor = co_await asio::this_coro::executor;
            session<postgres> db{executor}, other{executor};
            co_await db.open(name);
            co_await other.open(name);
            auto lock = co_await db.lock("a name");
            CHECK(lock.is_held());
            CHECK_THAT(!test::value_of(co_await other.try_lock("a name")).has_value());
            co_await lock.unlock();
            CHECK_FALSE(lock.is_held());
            {
                const auto second = co_await other.try_lock("a name");
                CHECK(second.has_value());
                CHECK_THAT(!test::value_of(co_await db.try_lock("a name")).has_value());
            }
            (void)co_await db.lock("a name"); // waits until the other has let it go
            (void)co_await test::failure_of<error>(db.lock_in_transaction(7));
            co_await db.transact([&](auto& tx) -> asio::awaitable<void> {
                co_await tx.lock_in_transaction(7);
                CHECK_THAT(!test::value_of(co_await other.try_lock(7)).has_value());
            });
            CHECK_THAT(test::value_of(co_await other.try_lock(7)).has_value());
        });
    }
    TEST_CASE("a transaction is prepared, and its second phase is another's") {
        with_tables<postgres>([](session<postgres>& db) -> asio::awaitable<void> {
            const auto insert_as = [&](std::string title) {
                return db.transact([title](auto& tx) -> asio::awaitable<void> {
                    Book book{0, title, {}};
                    co_await tx.insert(book);
                    co_await tx.prepare(title);
                });
            };
            auto kept = insert_as("kept");
            co_await std::move(kept);
            auto gone = insert_as("gone");
            co_await std::move(gone);
            CHECK_THAT(test::value_of(co_await db.prepared_transactions()).size() == 2);
            CHECK_THAT(co_await db(how_many).scalar() == 0);
            co_await db.commit_prepared("kept");
            co_await db.rollback_prepared("gone");
            CHECK_THAT(test::value_of(co_await db(by_title).one()).title == "kept");
        });
    }
}

} // namespace async_words_test
