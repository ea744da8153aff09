#include "support/drivers.hpp"
#include "support/temporary_file.hpp"

#include "rowan/pool.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

// A connection, a pool and the primary of a pool have the same words.
namespace pool_words_test {

using namespace rowan;

struct Book {
    std::int64_t id = 0;
    std::string title;
};
/// Words of somebody else's layer, written with those that all facades have.
struct counting {
    template <class Facade>
    class words {
    public:
        [[nodiscard]] std::int64_t book_count() {
            return static_cast<Facade&>(*this)(select(count()).template from<Book>()).scalar();
        }
    };
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Book>;
    using extensions = rowan::extensions<counting>;
};

} // namespace pool_words_test

template <>
inline constexpr auto rowan::history<pool_words_test::Book> = rowan::versioned{};

namespace pool_words_test {

constexpr auto by_title = select<Book>().where(col<&Book::title> == param<"title">);
constexpr auto titles = select<Book>().order_by(col<&Book::id>);
constexpr auto shout = update<Book>().set(col<&Book::title> = upper(col<&Book::title>)).every_row();

/// A database for several connections.
template <class Driver>
struct place {
    test::temporary_file file;

    [[nodiscard]] std::string name() const {
        if constexpr (std::is_same_v<Driver, sqlite>) return file.name();
        else return test::empty_database<Driver>::name();
    }
};

/// What a program may do without knowing which of them it has.
template <class Facade>
void use(Facade& db) {
    db.create_tables();
    Book emma{0, "Emma"};
    CHECK(db.insert(emma) == emma.id);
    CHECK(emma.id == 1);
    std::vector<Book> more{{0, "Persuasion"}, {0, "Sanditon"}};
    db.insert(more);
    CHECK(more[1].id == 3);
    db.upsert(Book{9, "Lady Susan"});
    emma.title = "Emma!";
    db.update(emma);
    db.update(Book{1, "Emma"}, only<&Book::title>);
    CHECK(db.template get<Book>(1).title == "Emma");
    CHECK_FALSE(db.template find<Book>(7));
    CHECK(db.template get<Book>(std::vector<std::int64_t>{3, 1})[0].title == "Sanditon");
    CHECK_FALSE(db.template find<Book>(std::vector<std::int64_t>{7})[0]);

    CHECK(db(by_title, "title"_p = "Sanditon").one().id == 3);
    CHECK(db(titles).all().size() == 4);
    std::string streamed;
    for (const auto& book : db.stream(titles)) streamed += book.template get<"title">()[0];
    CHECK(streamed == "EPSL");
    db.stream(titles).for_each([&](const auto& book) { streamed += book.template get<"title">().back(); });
    CHECK(streamed == "EPSLannn");
    CHECK_FALSE(db.explain(by_title, "title"_p = "?").empty());
    auto [found, changed] = db.pipeline([](auto& p) { return std::tuple{p(titles), p(shout)}; });
    CHECK(found.get()[0].title == "Emma");
    CHECK(changed.get() == 4);
    CHECK(db(rowan::remove<Book>().where(col<&Book::id> == 9).returning(col<&Book::title>)).scalar() == "LADY SUSAN");
    db.execute("UPDATE \"book\" SET \"title\" = 'Emma' WHERE \"id\" = 1");

    const auto versions = db.template versions<Book>(1);
    REQUIRE(versions.size() == 5);
    CHECK(db.template versions_in<Book>(versions[0].transaction.id).size() == 1);
    CHECK(db.previous(versions[1])->row.title == "Emma");
    CHECK(db.transactions().size() >= 5);
    db.revert(versions[1]);
    CHECK(db.template get<Book>(1).title == "Emma!");

    CHECK(db.book_count() == 3);
    db.remove(more[0]);
    CHECK(db.template remove<Book>(3));
    CHECK(db.book_count() == 1);
    db.template drop_table<Book>();
    db.template create_table<Book>();
    CHECK(db.book_count() == 0);
    db.drop_tables();
    CHECK_THROWS_AS((void)db(titles).all(), schema_mismatch);
}

TEST_SUITE("engine") {
    TEST_CASE_TEMPLATE("a connection and a pool have the same words", Driver, TEST_DRIVERS) {
        const place<Driver> here;
        SUBCASE("a connection") {
            connection<library<Driver>> db(here.name());
            use(db);
            db.create_tables();
            CHECK(db.transact([](auto& one) { return one(titles).all().size(); }) == 0);
        }
        SUBCASE("a pool") {
            pool<library<Driver>> shared(here.name(), {.maximum = 3});
            use(shared);
            shared.create_tables();
            CHECK(shared.transact([](auto& one) { return one(titles).all().size(); }) == 0);
            CHECK(shared.statistics().in_use == 0);
        }
        SUBCASE("the primary of a pool") {
            pool<library<Driver>> shared(here.name(), {.maximum = 3});
            auto primary = shared.primary();
            use(primary);
            CHECK(shared.statistics().replica_reads == 0);
        }
    }
    TEST_CASE_TEMPLATE("a stream of a pool has its connection until it goes out of scope", Driver, TEST_DRIVERS) {
        const place<Driver> here;
        pool<library<Driver>> shared(here.name(), {.maximum = 2});
        shared.create_tables();
        shared.insert(std::vector<Book>{{0, "Emma"}, {0, "Sanditon"}});
        {
            auto rows = shared.stream(titles);
            CHECK(shared.statistics().in_use == 1);
            CHECK((*rows.begin()).template get<"title">() == "Emma");
        }
        CHECK(shared.statistics().in_use == 0);
    }
    TEST_CASE_TEMPLATE("what a pipeline of a pool gave is there when its connection is somebody else's", Driver,
                       TEST_DRIVERS) {
        const place<Driver> here;
        pool<library<Driver>> shared(here.name(), {.maximum = 1});
        shared.create_tables();
        shared.insert(Book{0, "Emma"});
        auto found = shared.pipeline([](auto& p) { return p(titles); });
        CHECK(shared(titles).size() == 1);
        shared.execute("DELETE FROM \"book\"");
        CHECK(found.get().size() == 1);
    }
    TEST_CASE_TEMPLATE("what a failed pipeline of a pool leaves behind touches nobody's connection", Driver,
                       TEST_DRIVERS) {
        const place<Driver> here;
        pool<library<Driver>> shared(here.name(), {.maximum = 1});
        shared.create_tables();
        shared.insert(Book{0, "Emma"});
        {
            std::vector<std::shared_ptr<void>> kept;
            CHECK_THROWS_AS(shared.pipeline([&](auto& p) {
                auto found = p(titles);
                kept.push_back(std::make_shared<decltype(found)>(found));
                throw std::runtime_error("enough");
            }),
                            std::runtime_error);
            CHECK(shared(titles).size() == 1);
        }
        CHECK(shared(titles).size() == 1);
    }
    TEST_CASE_TEMPLATE("a function of a transaction may leave its connection out", Driver, TEST_DRIVERS) {
        const place<Driver> here;
        pool<library<Driver>> shared(here.name(), {.maximum = 1});
        shared.create_tables();
        CHECK(shared.transact([] { return 5; }) == 5);
        CHECK(shared.transact({.actor = "ann"}, [](auto& db) { return db(titles).all().size(); }) == 0);
    }
}

} // namespace pool_words_test
