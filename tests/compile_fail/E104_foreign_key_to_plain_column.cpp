// names: &Author::name
#include "rowan/sql/definition.hpp"

#include <cstdint>
#include <string>

struct Author {
    std::int64_t id = 0;
    std::string name;
};

struct Book {
    std::int64_t id = 0;
    std::string author;
};
template <>
#if !MISTAKE
inline constexpr auto rowan::table<Author> = rowan::define<Author>(rowan::unique<&Author::name>);
template <>
#endif
inline constexpr auto rowan::table<Book> =
    rowan::define<Book>(rowan::foreign_key<&Book::author>.references<&Author::name>());

constexpr auto statement = rowan::create<Book>();
