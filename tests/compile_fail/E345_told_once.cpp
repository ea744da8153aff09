// names: Book
// mistakes: 4
#include "rowan/postgres.hpp"

#include <cstdint>
#include <string>

// A mistake of a query is told once, whichever words run the query and how often.
using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};
struct library {
    using driver = rowan::postgres;
    using tables = rowan::tables<Book>;
};
template <class Query>
void read_twice(rowan::connection<library>& db, const Query& query) {
    (void)db(query);
    (void)db(query);
    (void)db.stream(query);
    (void)db.stream(query);
    (void)db.explain(query);
    (void)db.explain(query);
}
int main() {
    rowan::connection<library> db("");
    constexpr auto title = col<&Book::title>;
    constexpr auto added = insert<Book>().set(col<&Book::id> = 1, title = "", col<&Book::year> = 1);
#if MISTAKE
    read_twice(db, select<Book>().where(glob(title, "a*")));
    read_twice(db, select(title, count().as<"n">()).from<Book>());
    read_twice(db, select(title).from<Book>().order_by(named<"n">));
    (void)db(added.on_conflict<&Book::id>());
    (void)db(added.on_conflict<&Book::id>());
    (void)db.explain(added.on_conflict<&Book::id>());
    (void)db.explain(added.on_conflict<&Book::id>());
#else
    read_twice(db, select<Book>().where(like(title, "a%")));
    read_twice(db, select(title, count().as<"n">()).from<Book>().group_by(title).order_by(named<"n">));
    (void)db(added.on_conflict<&Book::id>().do_nothing());
    (void)db.explain(added.on_conflict<&Book::id>().do_nothing());
#endif
}
