#include "support/text.hpp"

#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

// What the definition of a table declares, object by object.
namespace objects_test {

enum class Mood { sad, glad };

struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t shelf = 0;
    int number = 0;
    std::string title;
    std::optional<std::int64_t> author;
    Mood mood{};
    std::optional<Mood> before;
};

} // namespace objects_test

template <>
inline constexpr auto rowan::enum_type<objects_test::Mood> = rowan::native_enum("mood");
template <>
inline constexpr auto rowan::table<objects_test::Book> = rowan::define<objects_test::Book>(
    "a \"book\"", rowan::in_schema("shop"), rowan::primary_key<&objects_test::Book::shelf, &objects_test::Book::number>,
    rowan::comment("it's a book"), rowan::index<&objects_test::Book::title>,
    rowan::unique<&objects_test::Book::title, &objects_test::Book::author>.named("one title"),
    rowan::check(rowan::col<&objects_test::Book::number> > 0),
    rowan::foreign_key<&objects_test::Book::author>.references<&objects_test::Author::id>());

namespace objects_test {

using namespace rowan;
using detail::object_end, detail::object_kind, detail::type_list;

template <class Object, class Dialect>
using declared = detail::declared<Object, Dialect, snake_case>;
template <std::size_t Place, class... Objects>
auto object_at(type_list<Objects...>) -> detail::type_at<Place, Objects...>;
template <class List, std::size_t Place>
using at = decltype(object_at<Place>(List{}));

using on_postgres = detail::objects_of_table<Book, postgres_dialect>;
using on_sqlite = detail::objects_of_table<Book, sqlite_dialect>;
using parts = detail::parts_of_table<Book>;

static_assert(std::is_same_v<on_sqlite, type_list<detail::table_object<Book>, detail::index_object<Book, 3>>>);
static_assert(
    std::is_same_v<on_postgres,
                   type_list<detail::schema_object<Book>, detail::type_object<Book, Mood>, detail::table_object<Book>,
                             detail::comment_object<Book, 2>, detail::index_object<Book, 3>>>);

template <std::size_t Place>
using postgres_object = declared<at<on_postgres, Place>, postgres_dialect>;
static_assert(postgres_object<0>::kind == object_kind::schema && postgres_object<1>::kind == object_kind::type &&
              postgres_object<2>::kind == object_kind::table && postgres_object<3>::kind == object_kind::comment &&
              postgres_object<4>::kind == object_kind::index);
static_assert(postgres_object<0>::name == R"("shop")" && postgres_object<1>::name == R"("mood")" &&
              postgres_object<2>::name == R"("shop"."a ""book""")" && postgres_object<3>::name.empty() &&
              postgres_object<4>::name == R"("shop"."a ""book""_title_index")");
static_assert(postgres_object<0>::create == R"(CREATE SCHEMA "shop")");
static_assert(postgres_object<1>::create ==
              "DO $$BEGIN CREATE TYPE \"mood\" AS ENUM ('sad', 'glad'); EXCEPTION WHEN duplicate_object OR "
              "unique_violation THEN NULL; END$$");
static_assert(postgres_object<3>::create == R"(COMMENT ON TABLE "shop"."a ""book""" IS 'it''s a book')");
static_assert(postgres_object<4>::create ==
              R"(CREATE INDEX "a ""book""_title_index" ON "shop"."a ""book""" ("title"))");
static_assert(postgres_object<0>::drop == R"(DROP SCHEMA IF EXISTS "shop")" &&
              postgres_object<1>::drop == R"(DROP TYPE IF EXISTS "mood")" &&
              postgres_object<2>::drop == R"(DROP TABLE IF EXISTS "shop"."a ""book""")" &&
              postgres_object<3>::drop == R"(COMMENT ON TABLE "shop"."a ""book""" IS NULL)" &&
              postgres_object<4>::drop == R"(DROP INDEX IF EXISTS "shop"."a ""book""_title_index")");

// A part is what stands in its table.
template <std::size_t Place>
using part = declared<at<parts, Place>, sqlite_dialect>;
static_assert(parts::size == 10);
static_assert(part<0>::kind == object_kind::column && part<0>::name == R"("shelf")" &&
              part<0>::create == R"("shelf" INTEGER NOT NULL)" && part<0>::drop.empty());
static_assert(part<6>::kind == object_kind::constraint && part<6>::name.empty() &&
              part<6>::create == R"(PRIMARY KEY ("shelf", "number"))");
static_assert(part<7>::name == R"("one title")" &&
              part<7>::create == R"(CONSTRAINT "one title" UNIQUE ("title", "author"))");
static_assert(part<8>::create == R"(CHECK ("number" > 0))");
static_assert(part<9>::create == R"(FOREIGN KEY ("author") REFERENCES "author" ("id"))");
static_assert(declared<at<parts, 4>, postgres_dialect>::create == R"("mood" "mood" NOT NULL)");

// A hash tells what differs, and is the same in every program.
static_assert(detail::hash_of("") == 14695981039346656037U && detail::hash_of("a") == 12638187200555641996U);
static_assert(part<0>::hash == detail::hash_of(R"("shelf" INTEGER NOT NULL)") && part<0>::hash != part<1>::hash);

TEST_SUITE("sql") {
    TEST_CASE("the text of a table is that of its objects, one after another") {
        std::string all;
        detail::for_each_type(on_sqlite{}, [&]<class Object>(std::type_identity<Object>) {
            all += (all.empty() ? "" : ";\n") + std::string(declared<Object, sqlite_dialect>::create);
        });
        CHECK(all == sql_text<sqlite>(create<Book>()));
    }
    TEST_CASE("each part of a table stands in its text") {
        const std::string text(declared<detail::table_object<Book>, sqlite_dialect>::create);
        std::size_t place = 0;
        detail::for_each_type(parts{}, [&]<class Part>(std::type_identity<Part>) {
            const auto found = text.find(declared<Part, sqlite_dialect>::create, place);
            REQUIRE(found != std::string::npos);
            place = found;
        });
    }
}

} // namespace objects_test
