// names: &Book::genre
#include "rowan/query/operators.hpp"
#include "rowan/query/select.hpp"

#include <cstdint>

using namespace rowan;

enum class Genre { poetry, prose };
enum class Binding { paper, cloth };
struct Book {
    std::int64_t id = 0;
    Genre genre = Genre::prose;
};
#if MISTAKE
auto query = select<Book>().where(col<&Book::genre> == Binding::paper);
#else
auto query = select<Book>().where(col<&Book::genre> == Genre::poetry);
#endif
