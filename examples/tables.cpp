#include <rowan/sqlite.hpp>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>

using namespace rowan;

enum class Status { draft, published, withdrawn };

/// A type of the user's own: stored as a text, and refused if the text is no ISBN.
struct Isbn {
    std::string digits{};
    bool operator==(const Isbn&) const = default;
};
template <>
struct rowan::value_traits<Isbn> {
    using stored = std::string_view;
    static std::string_view to_stored(const Isbn& isbn) { return isbn.digits; }
    static Isbn from_stored(std::string_view text) {
        if (text.size() != 13) throw std::invalid_argument("an ISBN has 13 digits");
        return {std::string(text)};
    }
};

struct Publisher {
    std::string code{};
    std::string name{};
};
struct Book {
    std::int64_t id{};
    std::string publisher{};
    std::string title{};
    Isbn isbn{};
    Status status{};
    std::optional<std::chrono::year_month_day> published{};
    std::chrono::sys_seconds added{};
    double price{};
    int copies{};
    double value{};
};
struct Loan {
    std::int64_t book{};
    int number{};
    std::string reader{};
};

template <>
inline constexpr auto rowan::table<Publisher> = define<Publisher>(primary_key<&Publisher::code>);

template <>
inline constexpr auto rowan::table<Book> = define<Book>(
    "books", foreign_key<&Book::publisher>.references<&Publisher::code>().on_delete(restrict).on_update(cascade),
    unique<&Book::isbn>, rowan::index<&Book::publisher, descending<&Book::added>>,
    rowan::index<&Book::title>.where(col<&Book::status> == Status::published), check(col<&Book::price> >= 0.0),
    default_value<&Book::copies>(1), column_name<&Book::added>("added_at"), as_integer<&Book::added>,
    generated<&Book::value>(col<&Book::price>* col<&Book::copies>));

template <>
inline constexpr auto rowan::table<Loan> =
    define<Loan>(primary_key<&Loan::book, &Loan::number>,
                 foreign_key<&Loan::book>.references<&Book::id>().on_delete(cascade), strict);

struct library {
    using driver = sqlite;
    using tables = rowan::tables<Publisher, Book, Loan>;
};

int main() {
    std::cout << sql_text<library>(create<Publisher>()) << ";\n"
              << sql_text<library>(create<Book>()) << ";\n"
              << sql_text<library>(create<Loan>()) << ";\n";

    using namespace std::chrono;
    connection<library> db{":memory:"};
    db.create_tables();
    db.insert(Publisher{"ace", "Ace Books"});
    const auto id = db.insert(Book{.publisher = "ace",
                                   .title = "The Left Hand of Darkness",
                                   .isbn = {"9780441478125"},
                                   .status = Status::published,
                                   .published = 1969y / March / 1,
                                   .added = sys_days{2026y / November / 21},
                                   .price = 9.5,
                                   .copies = 2});
    db.insert(Loan{id, 1, "Estraven"});
    std::cout << db.get<Book>(id).value << " is what they are worth; " << db.get<Loan>(id, 1).reader << " has one\n";
}
