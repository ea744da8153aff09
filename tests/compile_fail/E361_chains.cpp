// names: ordering
// mistakes: 60
#include "rowan/postgres.hpp"

#include <cstdint>
#include <string>

// An argument of another kind than a clause takes: one error, whatever follows in the chain.
using namespace rowan;
struct Author {
    std::int64_t id = 0;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
    int year = 0;
    bool kept = false;
};
template <>
inline constexpr auto rowan::table<Book> =
    rowan::define<Book>(rowan::foreign_key<&Book::author_id>.references<&Author::id>());
struct Totals {
    std::int64_t id = 0;
};
struct other_kind {};
struct library {
    using driver = rowan::postgres;
    using tables = rowan::tables<Author, Book>;
};
int main() {
    rowan::connection<library> db("");
    constexpr auto id = col<&Book::id>;
    constexpr auto title = col<&Book::title>;
    constexpr auto year = col<&Book::year>;
    constexpr auto kept = col<&Book::kept>;
    constexpr auto all = select<Book>();
    constexpr auto years = select(year).from<Book>();
#if MISTAKE
    (void)db(years.group_by(asc(year)).having(count() > 1).order_by(year));
    (void)db(all.where(asc(year)).order_by(id).limit<3>());
    (void)db(all.where(named<"x">).order_by(id).limit<3>());
    (void)db(all.where(other_kind{}).order_by(id).limit<3>());
    (void)db(all.where(all).order_by(id).limit<3>());
    (void)db(all.where(year.as<"y">(), kept).order_by(id).limit<3>());
    (void)db(all.where(when(true, asc(id))).order_by(id).limit<3>());
    (void)db(years.order_by(other_kind{}).limit<3>());
    (void)db(years.order_by(all).limit<3>());
    (void)db(years.order_by(year.as<"y">(), year).limit<3>());
    (void)db(years.order_by(literal<1>).limit<3>());
    (void)db(years.group_by(when(true, year)).order_by(year));
    (void)db(years.group_by(year).having(asc(id)).order_by(year));
    (void)db(years.group_by(year).having(years).order_by(year));
    (void)db(all.limit(other_kind{}).offset<1>());
    (void)db(all.limit(all).offset<1>());
    (void)db(all.offset(asc(id)).limit<1>());
    (void)db(years.distinct_on(5).order_by(year));
    (void)db(years.distinct_on(asc(title)).order_by(year));
    (void)db(all.with(5).limit<1>());
    (void)db(all.with(years).limit<1>());
    (void)db(select(id).from(5).where(kept).limit<1>());
    (void)db(select(title).from(all).where(kept).limit<1>());
    (void)db(all.join<Author>(5).where(kept));
    (void)db(all.left_join<Author>(desc(id)).where(kept));
    (void)db(all.full_join<Author>(named<"y">).where(kept));
    (void)db(all.join<Author>(id == 1, kept).where(kept));
    (void)db(all.window<"w">(year).where(kept));
    (void)db(select(other_kind{}).from<Book>().where(kept));
    (void)db(select(asc(title)).from<Book>().where(kept));
    (void)db(select(id, all).from<Book>().where(kept));
    (void)db(all.where(exists(5), kept));
    (void)db(all.where(id == scalar(id), kept));
    (void)db(union_(all, 4.5).order_by(named<"id">));
    (void)db(union_all(title, all).order_by(named<"id">));
    (void)db(intersect(all, kept).limit<1>());
    (void)db(except(named<"x">, all).limit<1>());
    (void)db(select<Totals>().from(subquery<Totals>(5U)).limit<1>());
    (void)db(select<Totals>().with(cte<Totals>(5L)).limit<1>());
    (void)db(select(count().over(5).as<"n">()).from<Book>().order_by(named<"n">));
    (void)db(select(row_number().over(kept).as<"n">()).from<Book>().order_by(named<"n">));
    (void)db(select(count().over(partition_by(5U).order_by(id)).as<"n">()).from<Book>());
    (void)db(select(count().over(order_by(named<"x">).rows(preceding(1), current_row)).as<"n">()).from<Book>());
    (void)db(select(count().over(partition_by(id).order_by(all)).as<"n">()).from<Book>());
    (void)db(select(count().filter(5.5).over(order_by(id)).as<"n">()).from<Book>());
    (void)db(select(count().filter(desc(kept)).as<"n">()).from<Book>());
    (void)db(select(string_agg(title, ",").order_by(7L).as<"n">()).from<Book>());
    (void)db(all.order_by(asc(years), id));
    (void)db(all.order_by(desc(asc(id)), id));
    (void)db(all.order_by(choice(1, years, id), id));
    (void)db(insert<Book>().from('x').returning(id)).all();
    (void)db(insert<Book>().set(year = 1).returning(asc(year))).all();
    (void)db(update<Book>().set(year = 1).where(desc(year)).returning(id)).all();
    (void)db(update<Book>().set(year = 1).from(5.5).where(kept).returning(id)).all();
    (void)db(rowan::remove<Book>().using_(5L).where(kept).returning(id)).all();
    (void)db(rowan::remove<Book>().where(desc(title)).returning(id)).all();
    (void)db(5);
    (void)db(year).all();
    (void)db.stream(5LL);
    (void)db.explain(5U);
#else
    (void)db(years.where(kept, id > 1).group_by(year).having(count() > 1).order_by(asc(year)).limit(3));
    (void)db(all.join<Author>(id == 1 && kept).where(exists(years), title == ""));
#endif
}
