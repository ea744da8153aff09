#pragma once

#include "support/drivers.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the reference tests have in common, whose queries are those of docs/query.md.
namespace reference {

struct Author {
    std::int64_t id{};
    std::string name{};
    std::optional<std::string> country{};
    friend bool operator==(const Author&, const Author&) = default;
};
struct Book {
    std::int64_t id{};
    std::int64_t author_id{};
    std::string title{};
    int year{};
    std::optional<double> price{};
    friend bool operator==(const Book&, const Book&) = default;
};
struct Loan {
    std::int64_t id{};
    std::int64_t book_id{};
    std::string reader{};
    std::chrono::sys_seconds taken{};
    std::chrono::year_month_day due{};
    std::string note{}; // JSON
    bool is_back{};
};

} // namespace reference

template <>
inline constexpr auto rowan::table<reference::Book> =
    rowan::define<reference::Book>(rowan::foreign_key<&reference::Book::author_id>.references<&reference::Author::id>(),
                                   rowan::unique<&reference::Book::title>);
template <>
inline constexpr auto rowan::table<reference::Loan> = rowan::define<reference::Loan>(
    rowan::foreign_key<&reference::Loan::book_id>.references<&reference::Book::id>().on_delete(rowan::cascade));

namespace reference {

template <class Driver>
struct library_on {
    using driver = Driver;
    using tables = rowan::tables<Author, Book, Loan>;
};
using library = library_on<rowan::sqlite>;

inline constexpr auto name = rowan::col<&Author::name>;
inline constexpr auto country = rowan::col<&Author::country>;
inline constexpr auto title = rowan::col<&Book::title>;
inline constexpr auto year = rowan::col<&Book::year>;
inline constexpr auto price = rowan::col<&Book::price>;
inline constexpr auto taken = rowan::col<&Loan::taken>;
inline constexpr auto due = rowan::col<&Loan::due>;
inline constexpr auto note = rowan::col<&Loan::note>;

/// The text of a query or of an expression.
template <class Dialect, class Query>
constexpr std::string_view text_of(const Query& query) {
    if constexpr (rowan::expression<Query>) return rowan::sql_text<Dialect>(rowan::select(query)).substr(7);
    else return rowan::sql_text<Dialect>(query);
}

/// Whether a dialect writes a query or an expression so.
template <class Dialect, class Query>
constexpr bool is_written(const Query& query, std::string_view text) {
    return text_of<Dialect>(query) == text;
}
/// Whether SQLite writes it so, and PostgreSQL so.
template <class Query>
constexpr bool is_written(const Query& query, std::string_view sqlite, std::string_view postgres) {
    return is_written<rowan::sqlite_dialect>(query, sqlite) && is_written<rowan::postgres_dialect>(query, postgres);
}
/// Whether both write it so, PostgreSQL with `$1` for `?1`.
template <class Query>
constexpr bool is_written(const Query& query, std::string_view both) {
    const std::string_view postgres = text_of<rowan::postgres_dialect>(query);
    bool is_same = is_written<rowan::sqlite_dialect>(query, both) && postgres.size() == both.size();
    for (std::size_t i = 0; is_same && i < both.size(); ++i)
        is_same = postgres[i] == both[i] || (postgres[i] == '$' && both[i] == '?');
    return is_same;
}

/// A library with a few books.
template <class Driver>
struct filled : rowan::connection<library_on<Driver>> {
    filled() : rowan::connection<library_on<Driver>>(test::empty_database<Driver>::name()) {
        using namespace std::chrono;
        this->create_tables();
        this->insert(std::vector<Author>{{.name = "Ursula K. Le Guin", .country = "US"},
                                         {.name = "Stanislaw Lem", .country = "PL"},
                                         {.name = "N. N."}});
        this->insert(
            std::vector<Book>{{.author_id = 1, .title = "The Left Hand of Darkness", .year = 1969, .price = 9.5},
                              {.author_id = 1, .title = "The Dispossessed", .year = 1974},
                              {.author_id = 2, .title = "Solaris", .year = 1961, .price = 8}});
        const auto day = [](int number) { return sys_days(2024y / March / number); };
        this->insert(std::vector<Loan>{{.book_id = 1,
                                        .reader = "Ada",
                                        .taken = day(1) + 10h + 30min,
                                        .due = day(15),
                                        .note = R"({"stars": 5, "tags": ["sf", "war"]})"},
                                       {.book_id = 3, .reader = "Bob", .taken = day(2), .due = day(16), .note = "{}"}});
    }
};

/// The value of an expression for "The Left Hand of Darkness", and for the loan of it.
template <class Database, class Expression>
auto of_book(rowan::connection<Database>& db, const Expression& expression) {
    return db(rowan::select(expression).template from<Book>().where(rowan::col<&Book::id> == 1)).scalar();
}
template <class Database, class Expression>
auto of_loan(rowan::connection<Database>& db, const Expression& expression) {
    return db(rowan::select(expression).template from<Loan>().where(rowan::col<&Loan::id> == 1)).scalar();
}
/// The only column of a query, row after row.
template <class Database, class Query, class... Arguments>
std::string list(rowan::connection<Database>& db, const Query& query, Arguments... arguments) {
    std::string text;
    for (const auto& row : db(query, arguments...))
        text += (text.empty() ? "" : ", ") + std::string(row.template get<0>());
    return text;
}

} // namespace reference
