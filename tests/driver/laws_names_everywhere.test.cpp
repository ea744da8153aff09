#include "driver/laws.hpp"

#include "rowan/schema/json.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

// Names that look like SQL, and names that mean something to SQL or to what rowan writes, go through everything that writes SQL.
namespace laws_names_everywhere_test {

using namespace rowan;
using test::laws::is_postgres;

/// What has a name in the test.
enum role : std::size_t {
    author,
    author_id,
    author_name,
    author_mood,
    author_data,
    author_favourite,
    book,
    book_id,
    book_author,
    book_title,
    book_year,
    book_twice,
    schema,
    mood,
    full_index,
    partial_index,
    expression_index,
    check_name,
    unique_name,
    first_alias,
    second_alias,
    common,
    common_key,
    common_number,
    result,
    window_name,
    roles
};
constexpr std::string_view ends = "abcdefghijklmnopqrstuvwxyz";
static_assert(ends.size() == roles);

/// A name that looks like much else, and ends in a letter of its own.
template <std::size_t Role>
inline constexpr auto odd_letters = [] {
    constexpr std::string_view odd = "'\"$$ $body$ $1?\\;--/*.\n\xC3\xBC";
    std::array<char, odd.size() + 1> letters{};
    for (std::size_t i = 0; i < odd.size(); ++i) letters[i] = odd[i];
    letters[odd.size()] = ends[Role];
    return letters;
}();
/// Words of SQL, variables of the functions and triggers of a history, and what rowan calls what it makes within statements.
constexpr std::array<std::string_view, roles> words{
    "excluded", "this",     "present", "newest", "value",   "former",   "old",    "new",  "v",
    "made",     "latest",   "t",       "user",   "later",   "given",    "keys",   "side", "rows",
    "sequence", "inserted", "e",       "rows",   "given_1", "position", "select", "over"};

template <int Set, std::size_t Role>
inline constexpr std::string_view name_of =
    Set == 0 ? std::string_view(odd_letters<Role>.data(), odd_letters<Role>.size()) : words[Role];
template <int Set, std::size_t Role>
inline constexpr auto fixed_name = detail::to_fixed_string<name_of<Set, Role>.size()>(name_of<Set, Role>);

enum class Odd { sad, glad };
enum class Plain { sad, glad };

template <int Set>
struct Author {
    std::int64_t id{};
    std::string name{};
    std::conditional_t<Set == 0, Odd, Plain> mood{};
    json data{};
    std::optional<std::int64_t> favourite{};
    friend bool operator==(const Author&, const Author&) = default;
};
template <int Set>
struct Book {
    std::int64_t id{};
    std::int64_t author{};
    std::string title{};
    int year{};
    int twice{};
    friend bool operator==(const Book&, const Book&) = default;
};
/// What a query within a query gives.
template <int Set>
struct Total {
    std::int64_t key{};
    std::int64_t number{};
};

} // namespace laws_names_everywhere_test

template <>
inline constexpr auto rowan::enum_type<laws_names_everywhere_test::Odd> =
    rowan::native_enum(laws_names_everywhere_test::name_of<0, laws_names_everywhere_test::mood>);
template <>
inline constexpr auto rowan::enum_type<laws_names_everywhere_test::Plain> =
    rowan::native_enum(laws_names_everywhere_test::name_of<1, laws_names_everywhere_test::mood>);

template <int Set>
inline constexpr auto rowan::table<laws_names_everywhere_test::Author<Set>> = [] {
    using namespace rowan;
    using namespace laws_names_everywhere_test;
    using A = Author<Set>;
    return define<A>(name_of<Set, author>, column_name<&A::id>(name_of<Set, author_id>),
                     column_name<&A::name>(name_of<Set, author_name>), column_name<&A::mood>(name_of<Set, author_mood>),
                     column_name<&A::data>(name_of<Set, author_data>),
                     column_name<&A::favourite>(name_of<Set, author_favourite>),
                     unique<&A::name>.named(name_of<Set, unique_name>),
                     foreign_key<&A::favourite>.template references<&Book<Set>::id>().on_delete(set_null),
                     check(col<&A::name> != "").named(name_of<Set, check_name>),
                     index_on(name_of<Set, expression_index>, lower(col<&A::name>)), comment("it's"));
}();
template <int Set>
inline constexpr auto rowan::table<laws_names_everywhere_test::Book<Set>> = [] {
    using namespace rowan;
    using namespace laws_names_everywhere_test;
    using B = Book<Set>;
    return define<B>(
        name_of<Set, book>, in_schema(name_of<Set, schema>), column_name<&B::id>(name_of<Set, book_id>),
        column_name<&B::author>(name_of<Set, book_author>), column_name<&B::title>(name_of<Set, book_title>),
        column_name<&B::year>(name_of<Set, book_year>), column_name<&B::twice>(name_of<Set, book_twice>),
        foreign_key<&B::author>.template references<&Author<Set>::id>(), rowan::index<&B::title>,
        rowan::index<&B::title, descending<&B::year>>.named(name_of<Set, full_index>),
        rowan::index<&B::author, &B::title>.where(col<&B::year> > 2000).unique().named(name_of<Set, partial_index>),
        generated<&B::twice>(col<&B::year> * 2).stored(), default_value<&B::year>(1999), comment<&B::title>("$$"));
}();
template <int Set>
inline constexpr auto rowan::history<laws_names_everywhere_test::Book<Set>> = rowan::versioned{};
template <int Set>
inline constexpr auto rowan::table<laws_names_everywhere_test::Total<Set>> = [] {
    using namespace rowan;
    using namespace laws_names_everywhere_test;
    using C = Total<Set>;
    return define<C>(name_of<Set, common>, column_name<&C::key>(name_of<Set, common_key>),
                     column_name<&C::number>(name_of<Set, common_number>));
}();

namespace laws_names_everywhere_test {

template <class Driver, int Set>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Author<Set>, Book<Set>>;
};

std::string in_quotes(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) (text += c) += c == '"' ? "\"" : "";
    return text + '"';
}

template <class Driver, int Set>
struct fixture {
    using A = Author<Set>;
    using B = Book<Set>;
    using C = Total<Set>;
    using writer = alias<fixed_name<Set, first_alias>, A>;
    using other = alias<fixed_name<Set, second_alias>, B>;
    static constexpr auto label = fixed_name<Set, result>;
    static constexpr auto over_name = fixed_name<Set, window_name>;
    static constexpr auto a_id = col<&A::id>;
    static constexpr auto a_name = col<&A::name>;
    static constexpr auto a_data = col<&A::data>;
    static constexpr auto b_id = col<&B::id>;
    static constexpr auto b_author = col<&B::author>;
    static constexpr auto b_title = col<&B::title>;
    static constexpr auto b_year = col<&B::year>;

    test::lasting_database<Driver> database;
    test::laws::law_connection<library<Driver, Set>> db{database.name()};

    fixture() {
        db.create_tables();
        db.create_tables();
    }
    auto count_of_books() { return db(select(count()).template from<B>()).scalar(); }

    void check_rows() {
        A one{.name = "Le Guin", .data = {R"({"k": [1, "x"]})"}};
        db.insert(one);
        for (const std::size_t count : {std::size_t{3}, std::size_t{300}, std::size_t{2100}}) {
            std::vector<A> authors(count);
            for (std::size_t i = 0; i < count; ++i)
                authors[i] = {.name = std::to_string(count) + " " + std::to_string(i), .data = {"{}"}};
            db.insert(authors);
            CHECK(db.template get<A>(authors.back().id) == authors.back());
            if (count > 300) continue;
            std::vector<B> books(count / 10 + 1);
            for (std::size_t i = 0; i < books.size(); ++i)
                books[i] = {.author = authors[i].id, .title = "t", .year = 1};
            db.insert(books);
            CHECK(db.template get<B>(books.back().id).twice == 2);
        }
        db(remove<B>().every_row());
        db(remove<A>().where(a_id != one.id));
        B book{.author = one.id, .title = "Tehanu", .year = 1990};
        db.insert(book);
        one.favourite = book.id;
        one.mood = static_cast<decltype(one.mood)>(1);
        db.update(one);
        CHECK(db.template get<A>(one.id).favourite == book.id);
        one.name = "Ursula";
        db.update(one, only<&A::name>);
        db.upsert(one);
        CHECK(db.template find<A>(one.id)->name == "Ursula");
        CHECK(db.template get<A>(std::vector<std::int64_t>{one.id}).size() == 1);
        // Constraints and indexes are those of the definition.
        CHECK_THROWS_AS(db.insert(A{.name = "Ursula", .data = {"{}"}}), constraint_violation);
        CHECK_THROWS_AS(db.insert(A{.name = "", .data = {"{}"}}), constraint_violation);
        CHECK_THROWS_AS(db.insert(B{.author = 0}), constraint_violation);
        db.insert(B{.author = one.id, .title = "Lavinia", .year = 2008});
        CHECK_THROWS_AS(db.insert(B{.author = one.id, .title = "Lavinia", .year = 2009}), constraint_violation);
        db.insert(B{.author = one.id, .title = "Lavinia", .year = 1});
    }
    void check_queries() {
        const std::vector<std::string> titles{"Tehanu", "Lavinia"};
        CHECK(db(select<B>().where(in(b_title, titles) && b_year > 1)).all().size() == 2);
        CHECK(db(select(a_name, b_title).template from<B>().template join<A>(b_author == a_id)).all().size() == 3);
        CHECK(db(select(writer::template col<&A::name>, other::template col<&B::title>)
                     .template from<writer>()
                     .template left_join<other>(other::template col<&B::author> == writer::template col<&A::id>)
                     .order_by(desc(other::template col<&B::year>)))
                  .all()
                  .size() == 3);
        CHECK(db(select(a_name).template from<A>().where(
                     exists(select<other>().where(other::template col<&B::author> == a_id)) &&
                     a_id == scalar(select(min(b_author)).template from<B>())))
                  .scalar() == "Ursula");
        constexpr auto totals = select(b_author, count()).template from<B>().group_by(b_author).having(count() > 1);
        CHECK(db(select(a_name, col<&C::number>)
                     .template from<C>()
                     .with(cte<C>(totals))
                     .template join<A>(a_id == col<&C::key>))
                  .one()
                  .template get<1>() == 3);
        CHECK(db(select(col<&C::number>).from(subquery<C>(totals)).order_by(col<&C::number>)).scalar() == 3);
        constexpr auto numbers =
            union_all(select(b_id, cast<std::int64_t>(literal<0>)).template from<B>(),
                      select(col<&C::key>, col<&C::number> + 1).template from<C>().where(col<&C::number> < 2));
        CHECK(db(select(count()).template from<C>().with(cte<C>(numbers))).scalar() == 9);
        CHECK(db(union_(select(b_title.template as<label>()).template from<B>().order_by(b_id).limit(2),
                        select(a_name).template from<A>())
                     .order_by(named<label>))
                  .all()
                  .size() == 3);
        CHECK(db(select(b_year, row_number().template over<over_name>())
                     .template from<B>()
                     .template window<over_name>(partition_by(b_author).order_by(b_year)))
                  .all()
                  .back()
                  .template get<1>() == 3);
        CHECK(db(select(case_(when(b_year > 2000, "late")).else_("early"), count().filter(b_year > 2000))
                     .template from<B>()
                     .group_by(b_year)
                     .distinct())
                  .all()
                  .size() == 2);
        CHECK(db(select<A>().where(in(a_id, select(b_author).template from<B>()))).all().size() == 1);
        CHECK(db(select(json_get<std::int64_t, "k", "0">(a_data), json_contains<"k">(a_data, "x")).template from<A>())
                  .one()
                  .template get<0>() == 1);
        if constexpr (is_postgres<Driver>) {
            CHECK(db(select<A>().for_update()).all().size() == 1);
            CHECK(db(select<B>().distinct_on(b_author).order_by(b_author, b_year)).one().title == "Lavinia");
            const std::vector moods{static_cast<decltype(A::mood)>(1)};
            CHECK(db(select<A>().where(in(col<&A::mood>, moods))).all().size() == 1);
        }
        std::size_t streamed = 0;
        for ([[maybe_unused]] const auto& row : db.stream(select<B>().where(b_year > 0))) ++streamed;
        CHECK(streamed == 3);
        CHECK(db(select(b_author, b_year).template from<B>().template into<C>()).all().size() == 3);
        CHECK_FALSE(db.explain(select<B>().where(b_title == "Tehanu")).empty());
    }
    void check_writes() {
        A one = db(select<A>()).one();
        const auto upsert = [&](int added) {
            return db(insert<A>()
                          .values(A{.name = one.name, .data = {"{}"}})
                          .template on_conflict<&A::name>()
                          .do_update(a_data = rowan::excluded<&A::data>)
                          .where(a_id + added > 0 && rowan::excluded<&A::name> == a_name)
                          .returning(a_id))
                .all()
                .size();
        };
        CHECK(upsert(1) == 1);
        CHECK(db(insert<A>().values(one).template on_conflict<&A::name>().do_nothing()) == 0);
        if constexpr (is_postgres<Driver>)
            CHECK(db(insert<A>()
                         .values(one)
                         .template on_conflict_constraint<fixed_name<Set, unique_name>>()
                         .do_nothing()) == 0);
        CHECK(db(insert<B>().template columns<&B::author, &B::title>().from(
                  select(col<&C::key>, a_name)
                      .template from<C>()
                      .with(cte<C>(select(a_id, a_id).template from<A>()))
                      .template join<A>(a_id == col<&C::key>))) == 1);
        CHECK(db(select<B>().where(b_title == "Ursula")).one().year == 1999);
        CHECK(db(update<B>()
                     .set(b_year = b_year + 1, b_title = a_name)
                     .template from<A>()
                     .where(a_id == b_author && b_title == "Ursula")) == 1);
        CHECK(db(remove<B>().template using_<A>().where(a_id == b_author && b_title == a_name)) == 1);
        CHECK(db(remove<B>().where(b_year == 1).returning(b_title)).scalar() == "Lavinia");
        auto [books, changed] = db.pipeline([&](auto& p) {
            return std::pair{p(select<B>().order_by(b_id)), p(update<B>().set(b_year = 1991).where(b_year == 1990))};
        });
        CHECK(books.get().size() == 2);
        CHECK(changed.get() == 1);
        auto outer = db.begin();
        {
            auto inner = db.begin();
            db(remove<B>().every_row());
        }
        outer.commit();
        CHECK(count_of_books() == 2);
    }
    void check_history() {
        B first = db(select<B>().order_by(b_id).limit(1)).one();
        const auto versions = db.template versions<B>(first.id);
        REQUIRE(versions.size() == 2);
        CHECK(versions[0].row.year == 1990);
        CHECK(versions[1].row == first);
        CHECK(changes(versions[0], versions[1]).size() == 2); // the year, and twice that
        CHECK(db.previous(versions[1]) == versions[0]);
        CHECK(db(select(b_year, a_name)
                     .template from<B>()
                     .template join<A>(a_id == b_author)
                     .where(b_id == first.id)
                     .as_of(versions[0].transaction.id))
                  .one()
                  .template get<0>() == 1990);
        CHECK(db(select<other>().where(other::template col<&B::id> == first.id).as_of(versions[1].transaction.at))
                  .one()
                  .year == 1991);
        db.revert(versions[0]);
        CHECK(db.template get<B>(first.id).year == 1990);
        db.transact({.actor = "it's", .note = "$1"}, [&] {
            db.template remove<B>(first.id);
            db.execute("SELECT 1");
        });
        CHECK(db.template versions<B>(first.id).back().operation == version_operation::remove);
        CHECK(db.template versions<B>(first.id).back().transaction.actor == "it's");
        const std::string trigger = std::string(name_of<Set, book>) + "_history_delete";
        // What another program writes, and what is made anew.
        const std::string table =
            (is_postgres<Driver> ? in_quotes(name_of<Set, schema>) + "." : "") + in_quotes(name_of<Set, book>);
        test::laws::law_connection<test::stranger<Driver>>(database.name())
            .execute("UPDATE " + table + " SET " + in_quotes(name_of<Set, book_year>) + " = 2009");
        db.execute("DROP TRIGGER " + (is_postgres<Driver> ? in_quotes(trigger) + " ON " + table : in_quotes(trigger)));
        db.create_tables();
        const B last = db(select<B>()).one();
        CHECK(last.year == 2009);
        db.remove(last);
        CHECK(db.template versions<B>(last.id).size() == 3);
    }
};

TEST_SUITE("driver") {
    TEST_CASE_TEMPLATE("names that look like SQL go through everything that writes SQL", Driver, TEST_DRIVERS) {
        fixture<Driver, 0> given;
        given.check_rows();
        given.check_queries();
        given.check_writes();
        given.check_history();
        given.db.drop_tables();
    }
    TEST_CASE_TEMPLATE("names that mean something to SQL or to rowan go through everything that writes SQL", Driver,
                       TEST_DRIVERS) {
        fixture<Driver, 1> given;
        given.check_rows();
        given.check_queries();
        given.check_writes();
        given.check_history();
        given.db.drop_tables();
    }
}

} // namespace laws_names_everywhere_test
