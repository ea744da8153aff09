#include <rowan/sqlite.hpp>

#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
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
inline constexpr auto rowan::table<Book> =
    define<Book>("books", foreign_key<&Book::author_id>.references<&Author::id>().on_delete(cascade),
                 unique<&Book::author_id, &Book::title>, check(col<&Book::year> > 0));

struct library {
    using driver = sqlite;
    using tables = rowan::tables<Author, Book>;
};

constexpr auto since = select<Book>().where(col<&Book::year> >= param<"year">).order_by(col<&Book::year>);
static_assert(sql_text<sqlite_dialect>(since) ==
              R"(SELECT "books"."id", "books"."author_id", "books"."title", "books"."year" FROM "books")"
              R"( WHERE "books"."year" >= ?1 ORDER BY "books"."year")");

int main(int argc, char** argv) {
    connection<library> db{argc > 1 ? argv[1] : ":memory:"};
    db.create_tables();

    Author le_guin{.name = "Ursula K. Le Guin", .country = "US"};
    db.insert(le_guin); // le_guin.id is set
    std::vector<Book> books{{.author_id = le_guin.id, .title = "A Wizard of Earthsea", .year = 1968},
                            {.author_id = le_guin.id, .title = "The Left Hand of Darkness", .year = 1969},
                            {.author_id = le_guin.id, .title = "The Dispossessed", .year = 1973}};
    db.insert(books);

    books[2].year = 1974;
    db.update(books[2]);
    for (const Book& book : db(since, "year"_p = 1969)) std::cout << book.year << ' ' << book.title << '\n';

    for (const auto& [name, written] :
         db(select(col<&Author::name>, count().as<"books">()).from<Book>().join<Author>().group_by(col<&Author::id>)))
        std::cout << name << ": " << written << " books\n";

    {
        auto transaction = db.begin();
        db(remove<Book>().where(col<&Book::year> < 1970));
        std::cout << db(select(count()).from<Book>()).scalar() << " book in the transaction\n";
    } // rolled back: there was no commit
    std::cout << db(select(count()).from<Book>()).scalar() << " books after it\n";
}
