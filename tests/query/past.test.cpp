#include "query/library.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Queries of the past within other queries.
namespace past_test {

struct Page {
    std::int64_t id = 0;
    std::string text;
    std::optional<std::int64_t> parent_id{};
};
struct Tag {
    std::int64_t id = 0;
    std::int64_t page_id = 0;
};

} // namespace past_test

template <>
inline constexpr auto rowan::history<past_test::Page> = rowan::versioned{};

namespace past_test {

using namespace rowan;

template <class Driver>
struct wiki {
    using driver = Driver;
    using tables = rowan::tables<Page, Tag>;
};

constexpr auto id = col<&Page::id>;
constexpr auto text = col<&Page::text>;
using parent = alias<"parent", Page>;
using kept = alias<"kept", Page>;

/// Three transactions: two pages, a change, a removal and another page.
template <class Driver>
struct wiki_fixture {
    connection<wiki<Driver>> db{test::empty_database<Driver>::name()};
    wiki_fixture() {
        db.create_tables();
        db.transact([&] {
            db.insert(Page{0, "one", {}});
            db.insert(Page{0, "two", 1});
        });
        db.transact([&] { db.update(Page{1, "ONE", {}}); });
        db.transact([&] {
            db.remove(Page{2, "two", 1});
            db.insert(Page{0, "three", 1});
        });
    }
    template <class Query>
    std::string rows(const Query& query) {
        return test::shown(db(query));
    }
};

constexpr auto pages = select(text).from<Page>().where(id > 0).order_by(id);
constexpr auto with_parent =
    select(text, parent::col<&Page::text>)
        .from<Page>()
        .left_join<parent>(parent::col<&Page::id> == col<&Page::parent_id> && parent::col<&Page::id> < 9)
        .order_by(id);
static_assert(test::text(with_parent.as_of(1)) ==
              R"(SELECT "page"."text", "parent"."text" FROM (SELECT * FROM "page_history")"
              R"( WHERE "operation" <> 'delete' AND "transaction_id" <= ?1)"
              R"( AND ("end_transaction_id" IS NULL OR "end_transaction_id" > ?1)) AS "page" LEFT JOIN (SELECT *)"
              R"( FROM "page_history" WHERE "operation" <> 'delete' AND "transaction_id" <= ?1)"
              R"( AND ("end_transaction_id" IS NULL OR "end_transaction_id" > ?1)) AS "parent")"
              R"( ON "parent"."id" = "page"."parent_id" AND "parent"."id" < ?2 ORDER BY "page"."id")");

// A query has a past if it reads, anywhere, from a table that has a history.
constexpr auto tags = select<Tag>();
constexpr auto tag_page = col<&Tag::page_id>;
constexpr auto page_of_tag = select(literal<1>).from<Page>().where(id == tag_page);
template <class Query>
constexpr bool has_past(const Query& query) {
    return valid<decltype(query.as_of(1)), wiki<sqlite>> && valid<decltype(query.as_of(1)), wiki<postgres>>;
}
struct Count {
    std::int64_t n = 0;
};
using looks_like_page = alias<"looks_like_page", Page>;
constexpr auto no_page = select(col<&Tag::id>, literal_text<"x">.as<"text">(), tag_page.as<"parent_id">()).from<Tag>();
static_assert(has_past(tags.where(exists(page_of_tag))));
static_assert(!has_past(tags));
static_assert(!has_past(tags.where(exists(select(literal<1>).from<alias<"other", Tag>>()))));
static_assert(!has_past(union_(select(tag_page).from<Tag>(), select(tag_page).from<Tag>())));
static_assert(!has_past(select<Count>().with(cte<Count>(select(tag_page).from<Tag>()))));
// A query in the shape of a table with a history is none.
static_assert(!has_past(select<looks_like_page>().from(subquery<looks_like_page>(no_page))));
static_assert(!has_past(select<looks_like_page>().with(cte<looks_like_page>(no_page))));

// Versions are not locked, neither by a query of the past nor by one around it. What has no history is.
template <class Query>
constexpr bool locks(const Query&) {
    return valid<Query, wiki<postgres>>;
}
constexpr auto tagged = select(text).from<Page>().join<Tag>(id == tag_page);
constexpr auto locked_page = page_of_tag.for_update();
static_assert(locks(select<Page>().for_update()) && !locks(select<Page>().for_update().as_of(1)));
static_assert(!locks(select<Page>().as_of(1).for_share()) && !locks(select<parent>().as_of(1).for_update<parent>()));
static_assert(!locks(tagged.as_of(1).for_update()) && !locks(tagged.as_of(1).for_update<Page>()) &&
              locks(tagged.as_of(1).for_update<Tag>()) && locks(tagged.for_update()));
static_assert(locks(tags.where(exists(locked_page))) && !locks(tags.where(exists(locked_page)).as_of(1)) &&
              !locks(tags.where(exists(page_of_tag.as_of(1).for_update()))) &&
              locks(tags.for_update().where(exists(page_of_tag)).as_of(1)) &&
              locks(tags.for_update().where(exists(page_of_tag.as_of(1)))));
static_assert(
    !locks(select<Count>().from(subquery<Count>(select(id).from<Page>())).as_of(1).for_update()) &&
    !locks(select<Count>().from(subquery<Count>(select(id).from<Page>().as_of(1))).for_update()) &&
    !locks(select<Count>().from(subquery<Count>(select(id).from<Page>().for_update())).as_of(1)) &&
    locks(select<Count>().from(subquery<Count>(select(id).from<Page>())).for_update()) &&
    locks(tags.join(subquery<kept>(select<Page>().as_of(1)), kept::col<&Page::id> == tag_page).for_update<Tag>()));
static_assert(!locks(select<Count>().with(cte<Count>(select(id).from<Page>().for_update())).as_of(1)) &&
              locks(select<Count>().with(cte<Count>(select(id).from<Page>().for_update()))));
static_assert(!locks(union_all(select(id).from<Page>().for_update(), select(id).from<Page>()).as_of(1)) &&
              locks(union_all(select(id).from<Page>().for_update(), select(id).from<Page>().as_of(1))));
static_assert(!locks(insert<Page>().columns<&Page::text>().from(select(text).from<Page>().as_of(1).for_update())) &&
              !locks(update<Tag>().set(tag_page = 1).where(exists(page_of_tag.as_of(1).for_update()))));

TEST_SUITE("query") {
    TEST_CASE_TEMPLATE("a query has the past of the tables that it reads from at any depth", Driver, TEST_DRIVERS) {
        wiki_fixture<Driver> test;
        auto& db = test.db;
        db.insert(std::vector<Tag>{{0, 1}, {0, 2}, {0, 3}});
        const auto ids = [&](const auto& query) { return test::shown(db(query)); };
        constexpr auto tag_ids = select(tag_page).template from<Tag>().order_by(tag_page);
        const auto both = [&](const auto& query, std::string_view then, std::string_view today) {
            CHECK(ids(query.as_of(1)) == then);
            CHECK(ids(query.as_of(db.transactions().back().at)) == today);
            CHECK(ids(query) == today);
        };
        both(tag_ids.where(exists(page_of_tag)), "1;2;", "1;3;");
        both(tag_ids.where(in(tag_page, select(id).template from<Page>())), "1;2;", "1;3;");
        both(tag_ids.where(scalar(select(count()).template from<Page>().where(id == tag_page)) == 0), "3;", "2;");
        both(select(scalar(select(count()).template from<Page>().where(text == "two"))), "1;", "0;");
        both(tag_ids.where(in(
                 tag_page, select(id).template from<Page>().where(exists(
                               select(literal<1>).template from<parent>().where(parent::col<&Page::text> == "one"))))),
             "1;2;", "");
        both(select(tag_page, scalar(select(max(text)).template from<Page>().where(id == tag_page)))
                 .template from<Tag>()
                 .order_by(tag_page),
             "1|one;2|two;3|-;", "1|ONE;2|-;3|three;");
        both(tag_ids.template left_join<Page>(id == tag_page).where(is_not_null(text)), "1;2;", "1;3;");
        both(select(tag_page)
                 .template from<Tag>()
                 .join(subquery<kept>(select<Page>()), kept::col<&Page::id> == tag_page)
                 .order_by(tag_page),
             "1;2;", "1;3;");
        both(select(col<&Count::n>).from(subquery<Count>(select(count()).template from<Page>().where(text == "two"))),
             "1;", "0;");
        both(select(col<&Count::n>)
                 .template from<Count>()
                 .with(cte<Count>(select(id).template from<Page>()))
                 .order_by(col<&Count::n>),
             "1;2;", "1;3;");
        // A page, and those above it.
        both(select(col<&Count::n>)
                 .template from<Count>()
                 .with(cte<Count>(
                     union_all(select(id).template from<Page>().where(in(text, "two", "three")),
                               select(coalesce(col<&Page::parent_id>, literal<std::int64_t{0}>))
                                   .template from<Page>()
                                   .template join<Count>(col<&Count::n> == id && is_not_null(col<&Page::parent_id>)))))
                 .order_by(col<&Count::n>),
             "1;2;", "1;3;");
        both(union_(select(text).template from<Page>(), select(literal_text<"x">).template from<Tag>())
                 .order_by(named<"text">),
             "one;two;x;", "ONE;three;x;");
        both(except(select(tag_page).template from<Tag>(), select(id).template from<Page>()), "3;", "2;");
        both(union_all(union_(select(tag_page).template from<Tag>().where(exists(page_of_tag)),
                              select(tag_page).template from<Tag>().where(tag_page < 0)),
                       select(tag_page).template from<Tag>().where(tag_page < 0))
                 .order_by(named<"page_id">),
             "1;2;", "1;3;");
        // What says its own past has it, within one that has none of its own.
        CHECK(ids(tag_ids.where(exists(page_of_tag.as_of(1))).as_of(3)) == "1;2;");
        CHECK(ids(union_(select(text).template from<Page>().as_of(1), select(text).template from<Page>())
                      .as_of(3)
                      .order_by(named<"text">)) == "ONE;one;three;two;");
        CHECK(test::shown(db(tag_ids.where(exists(page_of_tag), tag_page > param<"n">).as_of(1), "n"_p = 1)) == "2;");
    }
    TEST_CASE_TEMPLATE("the past of a table and of its alias", Driver, TEST_DRIVERS) {
        wiki_fixture<Driver> test;
        CHECK(test.rows(with_parent.as_of(1)) == "one|-;two|one;");
        CHECK(test.rows(with_parent.as_of(2)) == "ONE|-;two|ONE;");
        CHECK(test.rows(with_parent) == "ONE|-;three|ONE;");
    }
    TEST_CASE_TEMPLATE("a query within has the past of the one around it, or one of its own", Driver, TEST_DRIVERS) {
        wiki_fixture<Driver> test;
        constexpr auto removed = select(parent::col<&Page::id>).template from<parent>();
        CHECK(test.rows(pages.where(in(id, removed.as_of(1)))) == "ONE;");
        CHECK(test.rows(pages.as_of(1).where(in(id, removed.where(parent::col<&Page::text> == "ONE").as_of(2)),
                                             id < 5)) == "one;");
        CHECK(test.rows(select(text, scalar(select(count()).template from<parent>()))
                            .template from<Page>()
                            .as_of(1)
                            .order_by(id)) == "one|2;two|2;");
        CHECK(test.rows(select(text, scalar(select(count()).template from<parent>().as_of(1)),
                               scalar(select(count()).template from<parent>().where(parent::col<&Page::id> < 3)))
                            .template from<Page>()
                            .order_by(id)) == "ONE|2|1;three|2|1;");
        CHECK(test.rows(select<Page>().from(subquery<Page>(select<Page>().where(id == 1).as_of(1)))) == "1,one,-;");
    }
    TEST_CASE_TEMPLATE("the sides of a set operation have each their past", Driver, TEST_DRIVERS) {
        wiki_fixture<Driver> test;
        constexpr auto all = select(text).template from<Page>();
        CHECK(test.rows(union_all(all.as_of(1), all).order_by(named<"text">)) == "ONE;one;three;two;");
        CHECK(test.rows(union_all(all, all.as_of(1)).order_by(named<"text">)) == "ONE;one;three;two;");
        CHECK(test.rows(except(all.where(id > 0).as_of(2), all.where(id < 9).as_of(1))) == "ONE;");
        CHECK(test.rows(except(all.as_of(2), all).limit(5)) == "two;");
    }
    TEST_CASE_TEMPLATE("a common table expression is what its query says", Driver, TEST_DRIVERS) {
        wiki_fixture<Driver> test;
        constexpr auto first = cte<kept>(select<Page>().where(id < 3).as_of(1));
        CHECK(test.rows(select<kept>().with(first).order_by(kept::col<&Page::id>)) == "1,one,-;2,two,1;");
        CHECK(test.rows(select(text, kept::col<&Page::text>)
                            .with(first)
                            .template from<Page>()
                            .template left_join<kept>(kept::col<&Page::id> == id)
                            .order_by(id)) == "ONE|one;three|-;");
        CHECK(test.rows(select(text, kept::col<&Page::text>)
                            .with(first)
                            .template from<Page>()
                            .template left_join<kept>(kept::col<&Page::id> == id)
                            .as_of(2)
                            .order_by(id)) == "ONE|one;two|two;");
    }
    TEST_CASE_TEMPLATE("statements that write read the past", Driver, TEST_DRIVERS) {
        wiki_fixture<Driver> test;
        // What is inserted is of the past, what is asked of the rows that are there is not.
        constexpr auto restored = insert<Page>()
                                      .columns<&Page::id, &Page::text>()
                                      .from(select(id, text).template from<Page>().as_of(1))
                                      .template on_conflict<&Page::id>()
                                      .do_update(text = excluded<&Page::text>)
                                      .where(exists(select(literal<1>).template from<Page>()));
        CHECK(sql_text<sqlite>(restored).ends_with(R"(EXISTS (SELECT 1 FROM "page"))"));
        CHECK(test.db(insert<Page>().columns<&Page::text>().from(
                  select(text).template from<Page>().where(text == "two").as_of(1))) == 1);
        CHECK(test.rows(pages) == "ONE;three;two;");
        test.db(update<Page>()
                    .set(text = scalar(select((parent::col<&Page::text>))
                                           .template from<parent>()
                                           .where(parent::col<&Page::id> == id)
                                           .as_of(1)))
                    .where(id == 1));
        CHECK(test.rows(pages) == "one;three;two;");
    }
}

} // namespace past_test
