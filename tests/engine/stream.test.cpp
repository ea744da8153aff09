#include "driver/fake.hpp"

#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace stream_test {

using namespace rowan;

struct Tag {
    std::string name;
};

} // namespace stream_test

template <>
struct rowan::value_traits<stream_test::Tag> {
    using stored = std::string;
    static const std::string& to_stored(const stream_test::Tag& tag) { return tag.name; }
    static stream_test::Tag from_stored(const std::string& name) { return {name}; }
};

namespace stream_test {

struct Page {
    std::int64_t id = 0;
    std::string title;
    std::optional<std::string> text;
    std::optional<bytes> scan;
    Tag tag;
};
struct Note {
    std::int64_t id = 0;
    std::int64_t page_id = 0;
    bytes content;
};
struct Secret {
    std::int64_t id = 0;
    std::string content;
};

} // namespace stream_test

template <>
struct rowan::hooks<stream_test::Secret> {
    static void on(after_load<stream_test::Secret>& event) { event.row.content = "hidden"; }
};

namespace stream_test {

struct statement_log {
    std::vector<std::int64_t> rows;
    std::vector<std::string> errors;
    void on(const after_execute& event) { rows.push_back(event.rows); }
    void on(const execute_error& event) { errors.emplace_back(event.error.what()); }
};
struct archive {
    using driver = sqlite;
    using tables = rowan::tables<Page, Note, Secret>;
    using listeners = rowan::listeners<statement_log>;
};

constexpr auto pages = select<Page>().order_by(col<&Page::id>);
constexpr auto titles = select(col<&Page::title>, col<&Page::scan>.as<"image">()).from<Page>().order_by(col<&Page::id>);

template <class Rows>
concept keeps_rows = requires(Rows& rows) { rows.all(); } || requires(Rows& rows) { rows.one(); };

inline bytes some_bytes(std::string_view text) {
    bytes result;
    for (const char c : text) result.push_back(static_cast<std::byte>(c));
    return result;
}
inline std::string text_of(bytes_view content) {
    return {reinterpret_cast<const char*>(content.data()), content.size()};
}

struct fixture {
    connection<archive> db{":memory:"};
    fixture() {
        db.create_tables();
        db.insert(Page{0, "Gethen", "snow", some_bytes({"a\0b", 3}), {"planet"}});
        db.insert(Page{0, std::string("z\0ro", 4), std::nullopt, bytes{}, {"zero"}});
        db.insert(Page{0, "Ωκεανός 🌊", "", std::nullopt, {"sea"}});
        db.insert(Note{0, 2, some_bytes("note")});
        log().rows.clear();
    }
    statement_log& log() { return db.listener<statement_log>(); }
};

TEST_SUITE("engine") {
    TEST_CASE_FIXTURE(fixture, "a stream of a table has a cell for each column, whose texts and bytes are views") {
        auto stream = db.stream(pages);
        using Row = std::remove_cvref_t<decltype(*stream.begin())>;
        static_assert(std::is_same_v<Row, row<cell<"id", std::int64_t>, cell<"title", std::string_view>,
                                              cell<"text", std::optional<std::string_view>>,
                                              cell<"scan", std::optional<bytes_view>>, cell<"tag", Tag>>>);
        std::string seen;
        for (const auto& page : db.stream(pages))
            seen += std::to_string(page.get<"id">()) + std::string(page.get<"title">()) + ":" +
                    std::string(page.get<"text">().value_or("null")) + ":" +
                    (page.get<"scan">() ? text_of(*page.get<"scan">()) : "null") + ":" + page.get<"tag">().name + "\n";
        CHECK(seen == std::string("1Gethen:snow:a\0b:planet\n"
                                  "2z\0ro:null::zero\n"
                                  "3Ωκεανός 🌊::null:sea\n",
                                  sizeof("1Gethen:snow:a.b:planet\n2z.ro:null::zero\n3Ωκεανός 🌊::null:sea\n") - 1));
    }
    TEST_CASE_FIXTURE(fixture, "a stream of expressions has their cells as views") {
        std::string seen;
        for (const auto& [title, image] : db.stream(titles.limit(1))) {
            static_assert(std::is_same_v<std::remove_cvref_t<decltype(title)>, std::string_view>);
            static_assert(std::is_same_v<std::remove_cvref_t<decltype(image)>, std::optional<bytes_view>>);
            seen += std::string(title) + std::to_string(image->size());
        }
        CHECK(seen == "Gethen3");
        for (const auto& row : db.stream(select(count().as<"n">()).from<Page>())) CHECK(row.get<"n">() == 3);
        for (const auto& row :
             db.stream(select(col<&Page::title>).from<Page>().where(col<&Page::id> == param<"id">), "id"_p = 2))
            CHECK(row.get<0>() == std::string_view("z\0ro", 4));
    }
    TEST_CASE_FIXTURE(fixture, "a stream into an aggregate may have fields that are views, and others") {
        struct Kept {
            std::int32_t number = 0;
            std::string title;
            std::optional<std::string_view> text;
            std::optional<bytes_view> scan;
            std::optional<Tag> tag;
        };
        std::string seen;
        std::vector<std::string> kept;
        for (Kept& page : db.stream(pages.into<Kept>())) {
            seen += page.text.value_or("null");
            seen += page.scan ? std::to_string(page.scan->size()) : "null";
            kept.push_back(std::move(page.title));
        }
        CHECK(seen == "snow3null0null");
        CHECK(kept == std::vector<std::string>{"Gethen", std::string("z\0ro", 4), "Ωκεανός 🌊"});
    }
    TEST_CASE_FIXTURE(fixture, "what a left join has not found is null in a stream") {
        std::string seen;
        for (const auto& row : db.stream(select<Page, Note>()
                                             .left_join<Note>(col<&Note::page_id> == col<&Page::id>)
                                             .order_by(col<&Page::id>))) {
            const std::optional<bytes_view>& content = row.get<"content">();
            CHECK(content.has_value() == row.get<"page_id">().has_value());
            seen += content ? text_of(*content) : "null ";
        }
        CHECK(seen == "null notenull ");
    }
    TEST_CASE_FIXTURE(fixture, "for_each goes through the rows that are left") {
        auto stream = db.stream(titles);
        CHECK(stream.begin()->get<0>() == "Gethen");
        int rest = 0;
        stream.for_each([&](const auto&) { ++rest; });
        CHECK(rest == 2);
        stream.for_each([&](const auto&) { ++rest; });
        CHECK(rest == 2);
        static_assert(!keeps_rows<decltype(stream)> && keeps_rows<decltype(db(titles))>);
    }
    TEST_CASE_FIXTURE(fixture, "queries run within a stream, also the same one, and views stay valid") {
        std::string seen;
        for (const auto& outer : db.stream(titles)) {
            const std::string_view title = outer.get<"title">();
            const std::string copy(title);
            for (const auto& inner : db.stream(titles)) seen += std::to_string(inner.get<"title">().size());
            seen += std::to_string(db(select(count()).from<Note>()).scalar());
            CHECK(title == copy);
        }
        CHECK(seen == "641916419164191");
        db.execute("DROP TABLE page");
    }
    TEST_CASE_FIXTURE(fixture, "leaving a stream early ends the statement") {
        for (const auto& row : db.stream(titles))
            if (row.get<"title">() == "Gethen") break;
        CHECK_THROWS_AS(db.stream(titles).for_each([](const auto&) { throw std::runtime_error("enough"); }),
                        std::runtime_error);
        CHECK_THROWS_AS(
            {
                for ([[maybe_unused]] const auto& row : db.stream(titles)) throw std::runtime_error("enough");
            },
            std::runtime_error);
        // A table that is read cannot be dropped.
        db.execute("DROP TABLE page");
    }
    TEST_CASE_FIXTURE(fixture, "a value that a cell cannot hold ends the stream with an error") {
        db.execute("UPDATE page SET title = x'00' WHERE id = 2; UPDATE page SET scan = 'text' WHERE id = 3");
        int seen = 0;
        CHECK_THROWS_AS(db.stream(pages).for_each([&](const auto&) { ++seen; }), type_mismatch);
        CHECK(seen == 1);
        CHECK_THROWS_AS(db.stream(titles.offset(2).limit(1)).for_each([](const auto&) {}), type_mismatch);
        CHECK(db(select(col<&Page::id>).from<Page>()).all().size() == 3);
    }
    TEST_CASE_FIXTURE(fixture, "after_execute says how many rows a stream gave, when it ends or is left") {
        db.stream(titles).for_each([](const auto&) {});
        for ([[maybe_unused]] const auto& row : db.stream(titles)) break;
        CHECK(log().rows == std::vector<std::int64_t>{3, 1});
        CHECK(log().errors.empty());
    }
    TEST_CASE_FIXTURE(fixture, "load hooks hear whole rows, and a stream of columns is none") {
        db.insert(Secret{0, "key"});
        CHECK(db(select<Secret>()).one().content == "hidden");
        constexpr auto contents = select(col<&Secret::content>).from<Secret>();
        CHECK(db(contents).scalar() == "key");
        db.stream(contents).for_each([](const auto& row) { CHECK(row.template get<"content">() == "key"); });
        using Whole = decltype(select<Secret>());
        static_assert(!detail::is_right<detail::stream_check<Whole, connection<archive>>>);
        static_assert(!detail::is_right<detail::stream_check<decltype(select<Page, Secret>().left_join<Secret>(
                                                                 col<&Secret::id> == col<&Page::id>)),
                                                             connection<archive>>>);
        static_assert(detail::is_right<detail::stream_check<decltype(contents), connection<archive>>>);
        static_assert(detail::is_right<detail::result_check<Whole, connection<archive>>>);
    }
    TEST_CASE_FIXTURE(fixture, "a statement is prepared once for all ways to read its rows") {
        struct Title {
            std::string_view title;
            std::optional<bytes_view> image;
        };
        auto& statement = db.acquire<std::remove_const_t<decltype(titles)>>();
        db.release(statement);
        auto stream = db.stream(titles.into<Title>());
        CHECK(statement.is_running);
        (void)stream.begin();
    }
}

TEST_SUITE("engine") {
    TEST_CASE("a stream asks any driver for views") {
        struct desk {
            using driver = test::fake::driver;
            using tables = rowan::tables<Note>;
        };
        test::fake::server server;
        connection<desk> db("fake", {&server});
        server.script.push_back({{{std::int64_t{1}, std::int64_t{2}, some_bytes("xyz")}}});
        int count = 0;
        for (const auto& note : db.stream(select<Note>())) {
            CHECK(text_of(note.get<"content">()) == "xyz");
            ++count;
        }
        CHECK(count == 1);
    }
}

} // namespace stream_test
