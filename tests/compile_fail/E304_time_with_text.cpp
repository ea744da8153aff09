// names: &Book::added
#include "rowan/query/operators.hpp"
#include "rowan/query/select.hpp"

#include <chrono>
#include <cstdint>

using namespace rowan;

struct Book {
    std::int64_t id = 0;
    std::chrono::sys_seconds added;
};
#if MISTAKE
auto query = select<Book>().where(col<&Book::added> >= "1974-05-01");
#else
auto query = select<Book>().where(col<&Book::added> >= std::chrono::sys_seconds{});
#endif
