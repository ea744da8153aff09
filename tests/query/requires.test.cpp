#include "rowan/query/check/argument_checks.hpp"
#include "rowan/query/check/checks.hpp"
#include "rowan/query/conversion.hpp"
#include "rowan/query/set_operation.hpp"
#include "rowan/query/subquery.hpp"
#include "rowan/query/window_functions.hpp"
#include "rowan/sql/dialect.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

// What the checks refuse can be asked without failing. Each line asks both ways.
namespace requires_test {

struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author = 0;
    std::string title;
    std::optional<int> year;
    std::int64_t age = 0;
    std::chrono::sys_seconds bought;
    std::chrono::sys_seconds read;
};
struct Draft {
    std::int64_t id = 0;
    std::string text;
};
struct Visit {
    std::int64_t page = 0;
};
struct Total {
    std::int64_t author = 0;
    std::int64_t books = 0;
};

} // namespace requires_test

template <>
inline constexpr auto rowan::table<requires_test::Book> = rowan::define<requires_test::Book>(
    rowan::foreign_key<&requires_test::Book::author>.references<&requires_test::Author::id>(),
    rowan::unique<&requires_test::Book::author, &requires_test::Book::title>,
    rowan::generated<&requires_test::Book::age>(rowan::col<&requires_test::Book::author> * 2),
    rowan::as_integer<&requires_test::Book::bought>);
template <>
inline constexpr auto rowan::history<requires_test::Draft> = rowan::versioned{};

namespace requires_test {
namespace {

using namespace rowan;

struct sqlite_driver {
    using dialect = sqlite_dialect;
};
struct postgres_driver {
    using dialect = postgres_dialect;
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Author, Book, Draft>;
};
template <class Query, class Driver = sqlite_driver>
constexpr bool runs(const Query&, const Driver* = nullptr) {
    return valid<Query, library<Driver>>;
}

constexpr auto author = col<&Book::author>;
constexpr auto title = col<&Book::title>;
constexpr auto year = col<&Book::year>;
constexpr auto name = col<&Author::name>;
constexpr auto key = col<&Author::id>;
constexpr auto titles = select(title).from<Book>();
constexpr auto keys = select(key).from<Author>();
constexpr auto both = select(key, name).from<Author>();
constexpr auto counted = select(author, count()).from<Book>().group_by(author);
constexpr auto id_is_1 = col<&Book::id> == 1;

using other = alias<"b", Book>;
using same_name = alias<"b", Author>;
using name_of_table = alias<"author", Book>;

constexpr auto authors_twice = select<Author>().cross_join<same_name>();

using Books = decltype(select<Book>());
using ByKey = decltype(key == author);
using Count = decltype(count() > 1);
using When = decltype(when(true));
using Titles = decltype(titles);
using Keys = decltype(keys);
using Both = decltype(both);

// Where it is written.
static_assert(usable_in_where<ByKey> && !usable_in_where<Count> && !usable_in_where<decltype(title)>); // E302, E307
static_assert(joinable<Books, Author> && !joinable<Books, other>);                                     // E308
static_assert(joinable<Books, Author, When> && !joinable<Books, other, When>);                         // E308
static_assert(joinable<decltype(select<Author>()), Book> && !joinable<decltype(authors_twice), Book>); // E308
static_assert(joinable<Books, other, ByKey> && !joinable<Books, Book, ByKey>);                         // E321
static_assert(joinable<Books, Author, ByKey> && !joinable<Books, Author, Count>);                      // E307
static_assert(!joinable<Books, Author, decltype(title)> &&
              !joinable<Books, Author, decltype(when(true, title))>);                         // E302
static_assert(gives_one_column<Keys> && !gives_one_column<Both> && !gives_one_column<Books>); // E337
static_assert(findable_in<decltype(author), Keys> && !findable_in<decltype(author), Both>);   // E337
static_assert(findable_in<decltype(title), Titles> && !findable_in<decltype(title), Keys>);   // E319
static_assert(findable_in<decltype(row_of(key, name)), Both> && !findable_in<decltype(row_of(name, key)), Both>);
static_assert(unitable<Keys, Keys> && !unitable<Keys, Both> && !unitable<Keys, Titles> &&
              !unitable<Books, Keys>);                                                                   // E336
static_assert(settable<Book, decltype(year = 1)> && !settable<Author, decltype(year = 1)>);              // E301
static_assert(!settable<Book, decltype(col<&Book::age> = 1)>);                                           // E320
static_assert(!settable<Book, decltype(year == 1)>);                                                     // E331
static_assert(settable<Book, decltype(year = author)> && !settable<Book, decltype(year = max(author))>); // E307
static_assert(settable<Book, decltype(year = 1), decltype(title = "")>);
static_assert(!settable<Book, decltype(year = 1), decltype(year = 2)>); // E311
static_assert(assignable_from<decltype(title), decltype(excluded<&Book::title>)>);
static_assert(!assignable_from<decltype(title), decltype(excluded<&Book::author>)>);                       // E310
static_assert(unique_together<Book, &Book::title, &Book::author> && !unique_together<Book, &Book::title>); // E339
static_assert(unique_together<Author, &Author::id> && !unique_together<Book, &Author::id>);                // E301

// Where it is run.
static_assert(runs(select<Book>().join<Author>().where(name == "")) && !runs(select<Book>().where(name == ""))); // E301
static_assert(runs(select<other>().order_by(other::col<&Book::year>)) && !runs(select<other>().order_by(year))); // E301
static_assert(runs(select<Author>().where(exists(select<Book>().where(author == key)))));
static_assert(!runs(select<Book>().where(exists(select<Book>().where(author == key)))));                        // E301
static_assert(!runs(select<Author>().join(subquery<Total>(counted.where(author == key)), ByKey(key, author)))); // E301
static_assert(runs(select<Author>().with(cte<Total>(counted)).join<Total>(key == col<&Total::author>)));
static_assert(!runs(select<Author>().join<Total>(key == col<&Total::author>)));                              // E111
static_assert(runs(select<Author>()) && !runs(select<Visit>()) && !runs(remove<Visit>().every_row()));       // E111
static_assert(runs(remove<Book>().where(id_is_1)) && !runs(remove<Book>()));                                 // E309
static_assert(!runs(remove<Book>().using_<Author>()) && !runs(update<Book>().set(year = 1).from<Author>())); // E309
static_assert(runs(remove<Book>().where(when(true, id_is_1)).every_row()) &&
              runs(remove<Book>().where(when(true, id_is_1), title == "")) &&
              !runs(remove<Book>().where(when(true, id_is_1)))); // E309
static_assert(runs(select<Author>().where(key == scalar(select(sum(author)).from<Book>()))) &&
              !runs(select<Author>().where(key == scalar(select(sum(key)).from<Book>())))); // E307
constexpr auto ids = select(key, col<&Book::id>).from<Author>().join<Book>();
static_assert(!runs(ids.order_by(named<"id">)));                                       // E344
static_assert(!runs(select<Author>().with(cte<Total>(counted), cte<Total>(counted)))); // E334
constexpr auto since = select<Book>().where(author >= param<"p">);
static_assert(runnable<decltype(since), library<sqlite_driver>, decltype("p"_p = 1)> &&
              !runnable<decltype(since), library<sqlite_driver>>);                                           // E312
static_assert(!runnable<decltype(since), library<sqlite_driver>, decltype("q"_p = 1)> &&                     // E313
              !runnable<decltype(since), library<sqlite_driver>, decltype("p"_p = 1.5)> &&                   // E314
              !runnable<decltype(since), library<sqlite_driver>, decltype("p"_p = "1")>);                    // E314
static_assert(!runnable<decltype(since), library<sqlite_driver>, decltype("p"_p = 1), decltype("p"_p = 1)>); // E322
static_assert(!runnable<decltype(since), library<sqlite_driver>, int>);                                      // E330
static_assert(filterable_by<decltype(counted), Count> && !filterable_by<Titles, Count>);                     // E316
static_assert(usable_in_limit<int> && !usable_in_limit<decltype(title)> && !usable_in_limit<decltype(key)>); // E332
static_assert(constant_row_count<0> && !constant_row_count<-1>);                                             // E340
static_assert(order_part<decltype(key)> && !order_part<decltype(literal<2>)>); // it would be a position
static_assert(runs(select(title).from<Book>().group_by(title)) &&
              !runs(select(title).from<Book>().group_by(year))); // E318
static_assert(runs(select<Author>().where(key == scalar(select(max(author)).from<Book>()))));
static_assert(!runs(select<Author>().where(key == scalar(select(author).from<Book>().group_by(year))))); // E318
constexpr auto newest = select(max(year)).from<Book>().where(id_is_1);
static_assert(runs(select(name, scalar(newest), count()).from<Author>().group_by(name)));
static_assert(!runs(select(name, scalar(newest.where(author == key)), count()).from<Author>().group_by(name))); // E318
static_assert(!runs(select<Total>().with(cte<Total>(select(author, count()).from<Book>()))));                   // E318
static_assert(runs(union_(titles, titles)) && !runs(union_(titles, titles.group_by(year))));                    // E318
static_assert(runs(select<Book>().where(year == param<"p">)) && !runs(select<Book>().order_by(param<"p">)));    // E323
static_assert(runs(update<Book>().set(year = 1).where(id_is_1)) && !runs(update<Book>().where(id_is_1)));       // E326
static_assert(!runs(select<Book>().where(col<&Book::bought> == col<&Book::read>)));                             // E329
static_assert(runs(insert<Author>().set(name = "")) && !runs(insert<Author>()));                                // E333
static_assert(runs(select<Book>().cross_join<other>()) && !runs(select<other>().cross_join<same_name>()));      // E334
static_assert(!runs(select<other>().cross_join<alias<"B", Author>>()));                                         // E334
static_assert(!runs(select<Author>().cross_join<name_of_table>()));                                             // E334
constexpr auto names_from = insert<Author>().columns<&Author::name>();
static_assert(runs(names_from.from(titles)) && !runs(names_from.from(keys)) && !runs(names_from.from(both))); // E336
static_assert(!runs(update<Book>().set(col<&Book::id> = 2).where(id_is_1)));                                  // E338
static_assert(runs(update<Book>().set(col<&Book::id> = 2).where(id_is_1).with_keys()));
constexpr auto inserted = insert<Author>().set(key = 1, name = "").on_conflict<&Author::id>();
static_assert(runs(inserted.do_update(name = "")) && !runs(inserted.do_update(key = 2))); // E338
static_assert(runs(select<Book>().where(year == param<"p">, author == param<"p">)));
static_assert(!runs(select<Book>().where(year == param<"p">, title == param<"p">)));           // E341
static_assert(runs(titles.order_by(named<"title">)) && !runs(titles.order_by(named<"year">))); // E344
static_assert(runs(union_(titles, titles).order_by(named<"title">)));
static_assert(!runs(union_(titles, titles).order_by(named<"year">))); // E344
static_assert(runs(inserted.do_nothing()) && !runs(inserted) &&
              !runs(insert<Author>().set(name = "").do_nothing())); // E345
static_assert(runs(inserted.do_update(name = "").where(key == 1)) &&
              !runs(inserted.do_nothing().where(key == 1)));                                               // E345
static_assert(!valid<decltype(insert<Author>().set(name = "").values(Author{})), library<sqlite_driver>>); // E345
static_assert(!runs(insert<Author>().set(name = "").columns<&Author::name>()));                            // E345
static_assert(runs(select<Draft>().as_of(1)) && !runs(select<Author>().as_of(1)));                         // E601
constexpr auto of_year = year / 10;
static_assert(runs(select(of_year.as<"decade">()).from<Book>().group_by(named<"decade">)) &&
              runs(select(count()).from<Book>().group_by(of_year)) &&
              !runs(select(of_year, count()).from<Book>().group_by(of_year))); // E318
static_assert(runs(select(year / literal<10>).from<Book>().group_by(year / literal<10>)) &&
              !runs(select(count()).from<Book>().group_by(of_year).order_by(of_year))); // E318
static_assert(runs(insert<Author>().set(key = 1, name = "").with_keys()) &&
              !runs(insert<Author>().set(key = 1, name = name + "").with_keys())); // E301
static_assert(runs(insert<Author>().set(name = scalar(select(coalesce(max(title), "")).from<Book>()))));
constexpr auto retitled = update<Book>().set(title = name).from<Author>().where(author == key);
static_assert(runs(retitled.returning()) && runs(retitled.returning(title, author)) &&
              !runs(retitled.returning(title, name))); // E301
static_assert(runs(remove<Book>().using_<Author>().where(author == key).returning(title)) &&
              !runs(remove<Book>().using_<Author>().where(author == key).returning(name))); // E301
static_assert(runs(remove<Book>().every_row().returning(author + 1)) &&
              !runs(remove<Book>().every_row().returning(max(author) + 1))); // E307
static_assert(!runs(remove<Book>().every_row().returning(rank().over(order_by(author)))) &&
              !runs(insert<Author>().set(name = "").returning(key, sum(key).over(window())))); // E335
using recent = alias<"recent", Book>;
static_assert(runs(select<recent>().with(cte<recent>(select<Book>()))) &&
              !runs(select<Book>().with(cte<Book>(select<Book>())))); // E334
namespace elsewhere {
struct Author {
    std::int64_t id = 0;
    std::int64_t books = 0;
};
} // namespace elsewhere
static_assert(runs(select<Author>().with(cte<alias<"authors", Total>>(counted))) &&
              !runs(select<Author>().with(cte<alias<"Author", Total>>(counted))) &&
              !runs(select<elsewhere::Author>().with(cte<elsewhere::Author>(counted)))); // E334
static_assert(!runs(select<Author>().where(exists(select<Book>().with(cte<Book>(select<Book>()))))) &&
              !runs(remove<Author>().with(cte<Book>(select<Book>())).every_row())); // E334
static_assert(runs(insert<Author>().set(name = "").on_conflict().do_nothing()) &&
              runs(insert<Author>().set(key = 1, name = "").on_conflict<&Author::id>().do_update(name = "")) &&
              !runs(insert<Author>().set(name = "").on_conflict<&Author::id>().do_nothing()) &&
              !runs(names_from.from(titles).on_conflict<&Author::id>().do_update(name = "")) &&
              !runs(insert<Author>().set(name = "").on_conflict().do_update(name = ""))); // E345
constexpr auto ten = [](auto part, auto query) {
    return query.where(part, part, part, part, part, part, part, part, part, part);
};
constexpr auto absent = when(false, id_is_1);
static_assert(runs(ten(absent, select<Book>())) && !runs(ten(absent, select<Book>()).where(absent))); // E325
static_assert(!runs(ten(absent, select<Book>()).order_by(choice(0, title))));                         // E325

constexpr const postgres_driver* postgres = nullptr;
template <class Query>
constexpr bool only_postgres_has(const Query& query) {
    return runs(query, postgres) && !runs(query);
}
static_assert(only_postgres_has(select<Book>().distinct_on(year).order_by(year)));                              // E343
static_assert(only_postgres_has(select<Book>().for_update()) && only_postgres_has(select<Book>().for_share())); // E343
static_assert(only_postgres_has(select<Author>().where(exists(select<Book>().distinct_on(year)))));             // E343
static_assert(only_postgres_has(insert<Author>().set(name = "").on_conflict_constraint<"c">().do_nothing()));   // E343

} // namespace
} // namespace requires_test
