// names: &Book::title
#include "rowan/query/operators.hpp"
#include "rowan/query/select.hpp"

#include <cstdint>
#include <optional>
#include <string>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    std::string title;
    int year = 0;
};

std::optional<std::string> title("Planet of Exile");
#if MISTAKE
auto query = select<Book>().where(col<&Book::title> == title);
#else
auto query = select<Book>().where(col<&Book::title> == *title);
#endif
