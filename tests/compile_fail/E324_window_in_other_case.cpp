// names: By_year
#include "rowan/sqlite.hpp"

#include <cstdint>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    int year = 0;
};
#if MISTAKE
constexpr auto query = select(row_number().over<"by_year">())
                           .from<Book>()
                           .window<"by_year">(order_by(col<&Book::year>))
                           .window<"By_year">(order_by(desc(col<&Book::year>)));
#else
constexpr auto query = select(row_number().over<"by_year">())
                           .from<Book>()
                           .window<"by_year">(order_by(col<&Book::year>))
                           .window<"back">(order_by(desc(col<&Book::year>)));
#endif
