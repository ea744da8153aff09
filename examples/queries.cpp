#include <rowan/sqlite.hpp>

#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace rowan;

struct Author {
    std::int64_t id{};
    std::string name{};
    std::optional<std::string> country{};
};
struct Book {
    std::int64_t id{};
    std::int64_t author_id{};
    std::string title{};
    int year{};
};
template <>
inline constexpr auto rowan::table<Book> = define<Book>(foreign_key<&Book::author_id>.references<&Author::id>());

struct library {
    using driver = sqlite;
    using tables = rowan::tables<Author, Book>;
};

/// A form in which everything may be left empty. Its parts are constants; which are there decides the statement.
std::vector<Book> search(connection<library>& db, std::optional<std::string_view> title, std::optional<int> since) {
    return db(select<Book>()
                  .where(when(title.has_value(), like(col<&Book::title>, title.value_or(""))),
                         when(since.has_value(), col<&Book::year> >= since.value_or(0)))
                  .order_by(col<&Book::title>))
        .all();
}

int main() {
    connection<library> db{":memory:"};
    db.create_tables();
    std::vector<Author> authors{{.name = "Ursula K. Le Guin", .country = "US"}, {.name = "Stanislaw Lem"}};
    db.insert(authors);
    db.insert(std::vector<Book>{{.author_id = 1, .title = "The Dispossessed", .year = 1974},
                                {.author_id = 1, .title = "The Left Hand of Darkness", .year = 1969},
                                {.author_id = 1, .title = "Malafrena", .year = 1979}});

    // Rows one by one; the statement runs while they are read.
    for (const Book& book : db(select<Book>().where(col<&Book::year> < 1975 && like(col<&Book::title>, "The %"))))
        std::cout << book.title << '\n';

    // All rows, the only one, the first one if there is one, the only value.
    std::vector<Book> all = db(select<Book>().order_by(desc(col<&Book::year>)).limit(2)).all();
    Book malafrena = db(select<Book>().where(col<&Book::title> == "Malafrena")).one();
    std::optional<Book> none = db(select<Book>().where(col<&Book::year> > 2000)).first();
    std::int64_t number = db(select(count()).from<Book>()).scalar();
    std::cout << all.size() << ' ' << malafrena.year << ' ' << none.has_value() << ' ' << number << '\n';

    // A left join makes optional what may be missing.
    for (const auto& [author, book] : db(select<Author, Book>().left_join<Book>().order_by(col<&Book::title>)))
        std::cout << author.name << ": " << (book ? book->title : "no book") << '\n';

    // Groups, with columns by name.
    for (const auto& row : db(select(col<&Author::name>, count().as<"books">(), max(col<&Book::year>).as<"latest">())
                                  .from<Book>()
                                  .join<Author>()
                                  .group_by(col<&Author::name>)
                                  .having(count() > 2)))
        std::cout << row.get<"name">() << ' ' << row.get<"books">() << ' ' << *row.get<"latest">() << '\n';

    // A list is one parameter, whatever its length.
    const std::vector<std::int64_t> keys{1, 3};
    std::cout << db(select<Book>().where(in(col<&Book::id>, keys))).all().size() << " of "
              << db(select<Book>().where(between(col<&Book::year>, 1960, 1980))).all().size() << '\n';

    // Statements give the number of rows that they changed.
    std::cout << db(update<Book>().set(col<&Book::year> = col<&Book::year> + 1).where(col<&Book::id> == 3)) << ' '
              << db(remove<Book>().where(is_null(col<&Book::author_id>))) << ' '
              << db(insert<Author>().set(col<&Author::name> = "Italo Calvino", col<&Author::country> = std::nullopt))
              << '\n';

    std::cout << search(db, "The %", std::nullopt).size() << ' ' << search(db, std::nullopt, 1970).size() << ' '
              << search(db, std::nullopt, std::nullopt).size() << '\n';
}
