// names: ranked_by_the_year
#include "rowan/postgres.hpp"

#include <cstdint>

using namespace rowan;
struct Book {
    std::int64_t id = 0;
    int year = 0;
};
#if MISTAKE
constexpr auto query =
    select(row_number().over(order_by(col<&Book::id>)))
        .from<Book>()
        .window<"ranked_by_the_year_in_which_it_was_published_within_the_publisher_1">(order_by(col<&Book::year>))
        .window<"ranked_by_the_year_in_which_it_was_published_within_the_publisher_2">(
            order_by(desc(col<&Book::year>)));
#else
constexpr auto query =
    select(row_number().over(order_by(col<&Book::id>)))
        .from<Book>()
        .window<"ranked_by_the_year_in_which_it_was_published_within_the_publisher_1">(order_by(col<&Book::year>))
        .window<"backwards_by_the_year_in_which_it_was_published_within_the_publisher">(
            order_by(desc(col<&Book::year>)));
#endif
