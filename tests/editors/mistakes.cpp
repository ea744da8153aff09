// Each line with a mistake ends with the code that an editor must show there; every other line is right.
#include <rowan/pool.hpp>
#include <rowan/sqlite.hpp>

#include <cstdint>
#include <string>
#include <vector>

using namespace rowan;

struct Author {
    std::int64_t id{};
    std::string name;
};
struct Book {
    std::int64_t id{};
    std::int64_t author_id{};
    std::string title;
    int year{};
};
struct Other {
    std::int64_t id{};
    int v{};
};
struct Second {
    std::int64_t id{};
    int v{};
};
struct Visit {
    int day{};
    int count{};
};
struct Paper {
    std::int64_t id{};
    Other other{};
};
struct Nothing {};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Author, Book, Visit>;
};

struct hasty : rowan::sqlite {
    struct connection : rowan::sqlite::connection {
        using rowan::sqlite::connection::connection;
        static constexpr auto offers = capability::none;
    };
};
struct unheard {};
struct hasty_library {
    using driver = hasty;
    using tables = rowan::tables<Book>;
};

void write_rows(connection<library>& db, Other& other, Second& second, Visit& visit, Book& book) {
    db.insert(book);
    db.insert(other);                     // E111
    db.insert(std::vector<Other>{});      // E111
    db.update(other);                     // E111
    db.update(other, only<&Other::v>);    // E111
    db.upsert(other);                     // E111
    db.remove(other);                     // E111
    db.remove<Other>(3);                  // E111
    db.insert(second);                    // E111
    db.update(visit);                     // E102
    db.remove(visit);                     // E102
    db.upsert(visit);                     // E102
    db.update(book, only<&Author::name>); // E320
    db.remove<Book>("x");                 // E317
    db.update(book, only<&Book::title>);
}
void read_rows(connection<library>& db) {
    (void)db.get<Book>(3);
    (void)db.get<Other>(3);                           // E111
    (void)db.find<Other>(3);                          // E111
    (void)db.get<Other>(std::vector<std::int64_t>{}); // E111
    (void)db.get<Second>(3);                          // E111
    (void)db.get<Book>("x");                          // E317
    (void)db.find<Book>("x");                         // E317
    (void)db.get<Visit>(3);                           // E102
    (void)db.versions<Book>(3);                       // E601
    (void)db.versions_in<Book>(3);                    // E601
}
void history(connection<library>& db, const version<Book>& book) {
    (void)db.previous(book); // E601
    db.revert(book);         // E601
}
void tables(connection<library>& db) {
    db.create_table<Book>();
    db.create_table<Paper>(); // E101
    db.create_table<Other>();
    db.drop_table<Other>();
    db.drop_table<Nothing>(); // E140
}
void session(connection<library>& db, connection<hasty_library>& other) {
    (void)db.cancel();
    (void)other.cancel();         // E510
    (void)db.listener<unheard>(); // E504
}
void query(connection<library>& db) {
    (void)db(select<Book>().where(col<&Book::year> > 1970)).all();
    (void)db(select<Other>());                                 // E111
    (void)db.stream(select<Other>());                          // E111
    (void)db.explain(select<Other>());                         // E111
    (void)db(select<Book>().where(col<&Book::year> > "x"));    // E304
    (void)db(select<Book>().where(col<&Author::name> == "x")); // E301
    (void)db(select(col<&Book::title>).from<Author>());        // E301
    db(update<Other>().set(col<&Other::v> = 1).every_row());   // E111
    db(rowan::remove<Book>());                                 // E309
    (void)db(5);                                               // E361
    (void)db.stream(5);                                        // E361
}
auto in_lambdas = [](connection<library>& db, pool<library>& shared, Other& other) {
    (void)shared.get<Book>(3);
    (void)shared.get<Other>(3); // E111
    shared.insert(other);       // E111
    const auto inner = [&] {
        db.drop_table<Other>();
        (void)db.find<Visit>(3);       // E102
        (void)shared(select<Other>()); // E111
        (void)db.try_lock(5);          // E512
    };
    inner();
};
