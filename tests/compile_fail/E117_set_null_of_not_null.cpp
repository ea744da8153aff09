// names: &Book::author_id
#include "rowan/sql/definition.hpp"

#include <cstdint>
#include <optional>
#include <string>

struct Author {
    std::int64_t id = 0;
    std::string name;
};

struct Book {
    std::int64_t id = 0;
#if MISTAKE
    std::int64_t author_id = 0;
#else
    std::optional<std::int64_t> author_id;
#endif
};
template <>
inline constexpr auto rowan::table<Book> =
    rowan::define<Book>(rowan::foreign_key<&Book::author_id>.references<&Author::id>().on_delete(rowan::set_null));

constexpr auto statement = rowan::create<Book>();
