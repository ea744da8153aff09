// names: &Book::year
#include "rowan/query/insert.hpp"

#include <cstdint>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

#if MISTAKE
auto statement =
    insert<Book>().on_conflict<&Book::id>().do_update(col<&Book::year> = excluded<&Book::year>, col<&Book::year> = 0);
#else
auto statement = insert<Book>().on_conflict<&Book::id>().do_update(col<&Book::year> = excluded<&Book::year>);
#endif
