#include "support/text.hpp"

#include "support/drivers.hpp"

#include "rowan/sql/trigger.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

// The text of triggers, for both dialects.
namespace trigger_text_test {

enum class Mood { sad, glad };

struct Author {
    std::int64_t id = 0;
    std::string name;
    int books = 0;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
    std::optional<int> year;
    double price = 0;
    Mood mood{};
};
struct Log {
    std::int64_t id = 0;
    std::string what;
    std::int64_t book = 0;
    std::chrono::sys_seconds at;
};
struct Shop {
    std::int64_t id = 0;
    std::string name;
};
struct Plain {
    std::int64_t id = 0;
};

} // namespace trigger_text_test

template <>
inline constexpr auto rowan::table<trigger_text_test::Shop> =
    rowan::define<trigger_text_test::Shop>("a \"shop\"", rowan::in_schema("the $$ 'town'"));

namespace trigger_text_test {

using namespace rowan;

inline constexpr auto touch =
    trigger<"touch">.after(updated<&Book::title, &Book::year>).run(update<Author>().set(col<&Author::name> = "it's").where(col<&Author::id> == new_row<&Book::author_id>));
inline constexpr auto counted =
    trigger<"count \"all\" $$ 'books'">
        .after(inserted)
        .when(new_row<&Book::price> > 1.5 && new_row<&Book::mood> != Mood::sad)
        .run(update<Author>()
                 .set(col<&Author::books> = col<&Author::books> + 1)
                 .where(col<&Author::id> == new_row<&Book::author_id>),
             insert<Log>().set(col<&Log::what> = "new", col<&Log::book> = new_row<&Book::id>,
                               col<&Log::at> = std::chrono::sys_seconds{}));
inline constexpr auto gone = trigger<"gone">.before(removed).run(remove<Log>().where(
    col<&Log::book> == old_row<&Book::id>,
    in(col<&Log::book>,
       select(col<&Book::id>).from<Book>().where(col<&Book::author_id> == old_row<&Book::author_id>))));

} // namespace trigger_text_test

template <>
inline constexpr auto rowan::triggers<trigger_text_test::Book> =
    rowan::trigger_list(trigger_text_test::touch, trigger_text_test::counted, trigger_text_test::gone);
template <>
inline constexpr auto rowan::triggers<trigger_text_test::Shop> = rowan::trigger_list(
    rowan::trigger<"open">.before(rowan::updated<>).run(rowan::update<trigger_text_test::Shop>()
                                                           .set(rowan::col<&trigger_text_test::Shop::name> = "a\\b")
                                                           .every_row()));

namespace trigger_text_test {

static_assert(sql_text<sqlite>(create_triggers<Book>()) ==
              R"(CREATE TRIGGER "touch" AFTER UPDATE OF "title", "year" ON "book" FOR EACH ROW BEGIN
    UPDATE "author" SET "name" = 'it''s' WHERE "author"."id" = NEW."author_id";
END;
CREATE TRIGGER "count ""all"" $$ 'books'" AFTER INSERT ON "book" FOR EACH ROW WHEN (NEW."price" > 1.5 AND NEW."mood" <> 'sad') BEGIN
    UPDATE "author" SET "books" = "author"."books" + 1 WHERE "author"."id" = NEW."author_id";
    INSERT INTO "log" ("what", "book", "at") VALUES ('new', NEW."id", '1970-01-01 00:00:00');
END;
CREATE TRIGGER "gone" BEFORE DELETE ON "book" FOR EACH ROW BEGIN
    DELETE FROM "log" WHERE "log"."book" = OLD."id" AND "log"."book" IN (SELECT "book"."id" FROM "book" WHERE "book"."author_id" = OLD."author_id");
END)");
static_assert(sql_text<postgres>(create_triggers<Book>()) ==
              R"(CREATE FUNCTION "touch"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS '
#variable_conflict use_column
BEGIN
    UPDATE "author" SET "name" = ''it''''s'' WHERE "author"."id" = NEW."author_id";
    RETURN NULL;
END';
CREATE TRIGGER "touch" AFTER UPDATE OF "title", "year" ON "book" FOR EACH ROW EXECUTE FUNCTION "touch"();
CREATE FUNCTION "count ""all"" $$ 'books'"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS '
#variable_conflict use_column
BEGIN
    UPDATE "author" SET "books" = "author"."books" + 1 WHERE "author"."id" = NEW."author_id";
    INSERT INTO "log" ("what", "book", "at") VALUES (''new'', NEW."id", ''1970-01-01 00:00:00'');
    RETURN NULL;
END';
CREATE TRIGGER "count ""all"" $$ 'books'" AFTER INSERT ON "book" FOR EACH ROW WHEN (NEW."price" > 1.5 AND NEW."mood" <> 'sad') EXECUTE FUNCTION "count ""all"" $$ 'books'"();
CREATE FUNCTION "gone"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS '
#variable_conflict use_column
BEGIN
    DELETE FROM "log" WHERE "log"."book" = OLD."id" AND "log"."book" IN (SELECT "book"."id" FROM "book" WHERE "book"."author_id" = OLD."author_id");
    RETURN OLD;
END';
CREATE TRIGGER "gone" BEFORE DELETE ON "book" FOR EACH ROW EXECUTE FUNCTION "gone"())");
// A function is in the schema of its table; what a backslash means is said.
static_assert(
    sql_text<postgres>(create_triggers<Shop>()) ==
    R"(CREATE FUNCTION "the $$ 'town'"."open"() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT )"
    R"(SET standard_conforming_strings TO on AS E'
#variable_conflict use_column
BEGIN
    UPDATE "the $$ ''town''"."a ""shop""" SET "name" = ''a\\b'';
    RETURN NEW;
END';
CREATE TRIGGER "open" BEFORE UPDATE ON "the $$ 'town'"."a ""shop""" FOR EACH ROW EXECUTE FUNCTION "the $$ 'town'"."open"())");

static_assert(sql_text<sqlite>(create_triggers<Plain>()).empty());

// They are objects as tables are, and a hash tells one from another.
using on_sqlite = detail::trigger_objects<Book, sqlite_dialect>;
using on_postgres = detail::trigger_objects<Book, postgres_dialect>;
static_assert(on_sqlite::size == 3 && on_postgres::size == 6);
static_assert(detail::count_of_kind<detail::object_kind::function>(on_postgres{}) == 3);
template <class Object, class Dialect>
using declared = detail::declared<Object, Dialect, snake_case>;
using first = detail::trigger_object<Book, 0, false>;
static_assert(declared<first, sqlite_dialect>::name == R"("touch")" &&
              declared<first, sqlite_dialect>::drop == R"(DROP TRIGGER IF EXISTS "touch")");
static_assert(declared<detail::trigger_object<Shop, 0, true>, postgres_dialect>::drop ==
              R"(DROP TRIGGER IF EXISTS "open" ON "the $$ 'town'"."a ""shop""")");
static_assert(declared<detail::trigger_function_object<Shop, 0>, postgres_dialect>::drop ==
              R"(DROP FUNCTION IF EXISTS "the $$ 'town'"."open"() CASCADE)");
static_assert(declared<first, sqlite_dialect>::hash !=
              declared<detail::trigger_object<Book, 1, false>, sqlite_dialect>::hash);

} // namespace trigger_text_test
