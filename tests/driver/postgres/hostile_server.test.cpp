#include "support/caught.hpp"
#include "support/fake_postgres.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A server that speaks the protocol, and says in it what no server of PostgreSQL would.
namespace hostile_server_test {

using namespace rowan;
using namespace std::chrono_literals;
using namespace test::wire;
using test::caught;
using test::fake_postgres;
namespace oid = detail::oid;

struct Book {
    std::int64_t id{};
    std::string title{};
    int year{};
    friend bool operator==(const Book&, const Book&) = default;
};
struct Maybe {
    std::int64_t id{};
    std::optional<std::int64_t> number{};
};
struct library {
    using driver = postgres;
    using tables = rowan::tables<Book, Maybe>;
};
using database = connection<library>;

const std::vector<sent_column> right{{"id", oid::int8}, {"title", oid::text}, {"year", oid::int8}};
const std::string book = sent_row({number<8>(1), "Emma", number<8>(1815)});
/// The answer to a statement that is prepared with its first run.
std::string answer(const std::string& rows, const std::string& command = "SELECT 1") {
    return prepared() + rows + complete(command) + ready();
}
std::string rows_of(const std::vector<sent_column>& list, const std::string& rows) { return sent_columns(list) + rows; }

std::vector<Book> books(const std::string& reply) {
    const fake_postgres server({reply});
    database db(server.conninfo(), {.answer_timeout = 60s});
    return db(select<Book>()).all();
}

TEST_SUITE("driver") {
    TEST_CASE("a value is read if it has the length of its type") {
        CHECK(books(answer(rows_of(right, book))) == std::vector{Book{1, "Emma", 1815}});
        for (const auto& [type, right_size] :
             {std::pair(oid::int8, 8U), {oid::int4, 4U}, {oid::int2, 2U}, {oid::oid, 4U}})
            for (std::size_t size = 0; size < 20; ++size) {
                CAPTURE(type);
                CAPTURE(size);
                const std::string value(size, '\0');
                const auto read = [&](const std::string& id, Oid id_type, const std::string& year, Oid year_type) {
                    return books(answer(rows_of({{"id", id_type}, {"title", oid::text}, {"year", year_type}},
                                                sent_row({id, "Emma", year}))));
                };
                if (size == right_size) {
                    CHECK(read(value, type, value, type) == std::vector{Book{0, "Emma", 0}});
                } else {
                    CHECK_THROWS_AS(read(value, type, number<8>(1), oid::int8), type_mismatch);
                    CHECK_THROWS_AS(read(number<8>(1), oid::int8, value, type), type_mismatch);
                }
            }
        const auto failure = caught<type_mismatch>(
            [] { books(answer(rows_of(right, sent_row({number<4>(1), "Emma", number<8>(1815)})))); });
        CHECK(std::string(failure.what())
                  .starts_with("column 'id' holds bigint where a value in the form of its type is wanted"));
    }
    TEST_CASE("columns that were asked for and did not come are an error") {
        for (std::size_t count = 0; count < right.size(); ++count) {
            CAPTURE(count);
            const std::vector<sent_column> fewer(right.begin(), right.begin() + static_cast<std::ptrdiff_t>(count));
            std::vector<std::optional<std::string>> values(count, number<8>(1));
            const auto failure = caught<type_mismatch>([&] { books(answer(rows_of(fewer, sent_row(values)))); });
            CHECK(std::string(failure.what()).starts_with("the server gave " + std::to_string(count) + " columns"));
        }
        CHECK_THROWS_AS(books(answer("")), type_mismatch);
    }
    TEST_CASE("columns that are others than when a statement was prepared are looked at again") {
        for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{2}}) {
            CAPTURE(count);
            const std::vector<sent_column> fewer(right.begin(), right.begin() + static_cast<std::ptrdiff_t>(count));
            const std::vector<std::optional<std::string>> values(count, number<8>(1));
            const fake_postgres server({answer(rows_of(right, book)),
                                        bound() + rows_of(fewer, sent_row(values)) + complete("SELECT 1") + ready()});
            database db(server.conninfo());
            CHECK(db(select<Book>()).all().size() == 1);
            CHECK_THROWS_AS((void)db(select<Book>()).all(), type_mismatch);
        }
    }
    TEST_CASE("an answer without rows where there is one always is an error") {
        for (const std::string& rows :
             {std::string(), sent_columns({}), sent_columns({}) + sent_row({}), sent_columns({{"a", oid::int8}})}) {
            const fake_postgres server({answer(rows)});
            database db(server.conninfo());
            CHECK_THROWS_AS((void)db.try_lock(7), type_mismatch);
        }
    }
    TEST_CASE("a type that the catalog does not tell is refused") {
        const std::vector<sent_column> odd{{"id", oid::int8}, {"title", 70'000}, {"year", oid::int8}};
        for (const std::string& told : {std::string(), sent_columns({}, 0), sent_columns({}, 0) + sent_row({}),
                                        sent_columns({{"a", oid::text}}, 0) + sent_row({std::nullopt})}) {
            const std::string reply = told + complete("SELECT 1") + ready();
            const fake_postgres server({answer(rows_of(odd, book)), reply, reply, reply});
            database db(server.conninfo());
            const auto failure = caught<type_mismatch>([&] { (void)db(select<Book>()).all(); });
            CHECK(std::string(failure.what()).find("is type number 70000 in the database") != std::string::npos);
        }
    }
    TEST_CASE("a COPY that nobody asked for ends the connection, and is not waited for") {
        for (const char way : {'G', 'H', 'W'}) {
            CAPTURE(way);
            const fake_postgres server({prepared() + copy_begins(way) + ready()});
            database db(server.conninfo(), {.answer_timeout = 60s});
            CHECK_THROWS_AS((void)db(select<Book>()).all(), connection_lost);
            CHECK(db.is_broken());
        }
        const fake_postgres server({copy_begins('H')});
        database db(server.conninfo(), {.answer_timeout = 60s});
        CHECK_THROWS_AS(db.execute("SELECT 1"), error);
        CHECK(db.is_broken());
    }
    TEST_CASE("a round trip that ends too early, or twice, is not waited for") {
        for (const std::string& reply : {ready(), prepared() + ready(), ready() + ready() + ready()}) {
            const fake_postgres server({reply});
            database db(server.conninfo(), {.answer_timeout = 100ms});
            CHECK_THROWS_AS((void)db(select<Book>()).all(), error);
        }
    }
    TEST_CASE("an error may lack any of its fields") {
        for (const std::string& reply : {failure({}), failure({"SERROR"}), failure({"C42P01"}), failure({"Mno"}),
                                         failure({"C23505", "nbook_pkey"}), failure({"C22P02"}),
                                         failure({"C22P02", "M\""}), failure({"C", "M", "V"}), failure({"VFATAL"})}) {
            const fake_postgres server({reply + ready()});
            database db(server.conninfo());
            CHECK_THROWS_AS((void)db(select<Book>()).all(), error);
        }
    }
    TEST_CASE("a number of rows that does not fit is none") {
        for (const std::string_view command : {"DELETE 99999999999999999999999999999999999999", "DELETE", "", "D"}) {
            const std::string given = prepared() + complete(command) + ready();
            const fake_postgres server({given});
            database db(server.conninfo());
            CHECK(db(remove<Book>().where(col<&Book::id> == 1)) == 0);
        }
    }
    TEST_CASE("rows are not copied before the server has told their types and keys") {
        const std::vector<sent_column> written{{"title", oid::text}, {"year", oid::int8}};
        const std::string types = sent_columns(written) + sent_row({std::nullopt, std::nullopt}) + complete("SELECT 1");
        const auto keys = [](const std::string& list) {
            return sent_columns({{"array_agg", oid::int8_array}}, 0) + sent_row({list}) + complete("SELECT 1");
        };
        std::string all = "{1";
        for (int i = 2; i <= 2000; ++i) all += "," + std::to_string(i);
        all += "}";
        const std::string refused = failure({"SERROR", "C57014", "Mgiven up"}) + ready();
        const auto insert = [&](const std::string& reply) {
            const fake_postgres server({prepared() + types + ready(), reply, refused});
            database db(server.conninfo());
            std::vector<Book> rows(2000);
            db.insert(rows);
        };
        CHECK_THROWS_AS(insert(copy_begins('G')), type_mismatch);
        CHECK_THROWS_AS(insert(types + copy_begins('G')), type_mismatch);
        for (const std::string& list : {std::string("{1}"), std::string("{}"), std::string(), std::string("{1,2"),
                                        all + "}", all.substr(0, all.size() - 1) + ",99999999999999999999}"})
            CHECK_THROWS_AS(insert(types + keys(list) + copy_begins('G')), type_mismatch);
        CHECK_THROWS_AS(insert(types + sent_columns({}, 0) + sent_row({}) + complete("SELECT 1") + copy_begins('G')),
                        type_mismatch);
        CHECK_THROWS_AS(insert(types + keys(all) + keys(all) + copy_begins('G')), type_mismatch);
        CHECK_THROWS_AS(insert(types + keys(all) + complete("COPY 2000") + ready()), error);
        CHECK_THROWS_AS(insert(types + keys(all) + copy_begins('H')), error);
        CHECK_THROWS_AS(insert(types + keys(all) + copy_begins('G')), canceled);
    }
}

} // namespace hostile_server_test
