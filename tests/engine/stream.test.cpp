#include "support/drivers.hpp"

#include "driver/fake.hpp"

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
template <class Driver>
struct archive {
    using driver = Driver;
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

/// A text with a byte that ends texts in C; PostgreSQL has none such.
template <class Driver>
const std::string zero(std::is_same_v<Driver, postgres> ? "z\1ro" : "z\0ro", 4);

template <class Driver>
struct fixture {
    connection<archive<Driver>> db{test::empty_database<Driver>::name()};
    fixture() {
        db.create_tables();
        db.insert(Page{0, "Gethen", "snow", some_bytes({"a\0b", 3}), {"planet"}});
        db.insert(Page{0, zero<Driver>, std::nullopt, bytes{}, {"zero"}});
        db.insert(Page{0, "Ωκεανός 🌊", "", std::nullopt, {"sea"}});
        db.insert(Note{0, 2, some_bytes("note")});
        log().rows.clear();
    }
    statement_log& log() { return db.template listener<statement_log>(); }
};

TEST_SUITE("engine") {
    TEST_CASE_TEMPLATE("a stream of a table has a cell for each column, whose texts and bytes are views", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto stream = db.stream(pages);
        using Row = std::remove_cvref_t<decltype(*stream.begin())>;
        static_assert(std::is_same_v<Row, row<cell<"id", std::int64_t>, cell<"title", std::string_view>,
                                              cell<"text", std::optional<std::string_view>>,
                                              cell<"scan", std::optional<bytes_view>>, cell<"tag", Tag>>>);
        std::string seen;
        for (const auto& page : db.stream(pages))
            seen += std::to_string(page.template get<"id">()) + std::string(page.template get<"title">()) + ":" +
                    std::string(page.template get<"text">().value_or("null")) + ":" +
                    (page.template get<"scan">() ? text_of(*page.template get<"scan">()) : "null") + ":" +
                    page.template get<"tag">().name + "\n";
        CHECK(seen ==
              std::string("1Gethen:snow:a\0b:planet\n2", 25) + zero<Driver> + ":null::zero\n3Ωκεανός 🌊::null:sea\n");
    }
    TEST_CASE_TEMPLATE("a stream of expressions has their cells as views", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        std::string seen;
        for (const auto& [title, image] : db.stream(titles.limit(1))) {
            static_assert(std::is_same_v<std::remove_cvref_t<decltype(title)>, std::string_view>);
            static_assert(std::is_same_v<std::remove_cvref_t<decltype(image)>, std::optional<bytes_view>>);
            seen += std::string(title) + std::to_string(image->size());
        }
        CHECK(seen == "Gethen3");
        for (const auto& row : db.stream(select(count().as<"n">()).from<Page>())) CHECK(row.template get<"n">() == 3);
        for (const auto& row : db.stream(
                 select(col<&Page::title>).template from<Page>().where(col<&Page::id> == param<"id">), "id"_p = 2))
            CHECK(row.template get<0>() == zero<Driver>);
    }
    TEST_CASE_TEMPLATE("a stream into an aggregate may have fields that are views, and others", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
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
        CHECK(kept == std::vector<std::string>{"Gethen", zero<Driver>, "Ωκεανός 🌊"});
    }
    TEST_CASE_TEMPLATE("what a left join has not found is null in a stream", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        std::string seen;
        for (const auto& row : db.stream(select<Page, Note>()
                                             .left_join<Note>(col<&Note::page_id> == col<&Page::id>)
                                             .order_by(col<&Page::id>))) {
            const std::optional<bytes_view>& content = row.template get<"content">();
            CHECK(content.has_value() == row.template get<"page_id">().has_value());
            seen += content ? text_of(*content) : "null ";
        }
        CHECK(seen == "null notenull ");
    }
    TEST_CASE_TEMPLATE("for_each goes through the rows that are left", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        auto stream = db.stream(titles);
        CHECK(stream.begin()->template get<0>() == "Gethen");
        int rest = 0;
        stream.for_each([&](const auto&) { ++rest; });
        CHECK(rest == 2);
        stream.for_each([&](const auto&) { ++rest; });
        CHECK(rest == 2);
        static_assert(!keeps_rows<decltype(stream)> && keeps_rows<decltype(db(titles))>);
    }
    TEST_CASE_TEMPLATE("queries run within a stream, also the same one, and views stay valid", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        std::string seen;
        for (const auto& outer : db.stream(titles)) {
            const std::string_view title = outer.template get<"title">();
            const std::string copy(title);
            for (const auto& inner : db.stream(titles)) seen += std::to_string(inner.template get<"title">().size());
            seen += std::to_string(db(select(count()).from<Note>()).scalar());
            CHECK(title == copy);
        }
        CHECK(seen == "641916419164191");
        db.execute("DROP TABLE page");
    }
    TEST_CASE_TEMPLATE("leaving a stream early ends the statement", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        for (const auto& row : db.stream(titles))
            if (row.template get<"title">() == "Gethen") break;
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
    TEST_CASE_FIXTURE(fixture<sqlite>, "a value that a cell cannot hold ends the stream with an error") {
        db.execute("UPDATE page SET title = x'00' WHERE id = 2; UPDATE page SET scan = 'text' WHERE id = 3");
        int seen = 0;
        CHECK_THROWS_AS(db.stream(pages).for_each([&](const auto&) { ++seen; }), type_mismatch);
        CHECK(seen == 1);
        CHECK_THROWS_AS(db.stream(titles.offset(2).limit(1)).for_each([](const auto&) {}), type_mismatch);
        CHECK(db(select(col<&Page::id>).from<Page>()).all().size() == 3);
    }
    TEST_CASE_TEMPLATE("after_execute says how many rows a stream gave, when it ends or is left", Driver,
                       TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.stream(titles).for_each([](const auto&) {});
        for ([[maybe_unused]] const auto& row : db.stream(titles)) break;
        CHECK(here.log().rows == std::vector<std::int64_t>{3, 1});
        CHECK(here.log().errors.empty());
    }
    TEST_CASE_TEMPLATE("load hooks hear whole rows, and a stream of columns is none", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        db.insert(Secret{0, "key"});
        CHECK(db(select<Secret>()).one().content == "hidden");
        constexpr auto contents = select(col<&Secret::content>).template from<Secret>();
        CHECK(db(contents).scalar() == "key");
        db.stream(contents).for_each([](const auto& row) { CHECK(row.template get<"content">() == "key"); });
        using Whole = decltype(select<Secret>());
        static_assert(!detail::is_right<detail::stream_check<Whole, detail::core<archive<Driver>>>>);
        static_assert(!detail::is_right<detail::stream_check<decltype(select<Page, Secret>().left_join<Secret>(
                                                                 col<&Secret::id> == col<&Page::id>)),
                                                             detail::core<archive<Driver>>>>);
        static_assert(detail::is_right<detail::stream_check<decltype(contents), detail::core<archive<Driver>>>>);
        static_assert(detail::is_right<detail::result_check<Whole, detail::core<archive<Driver>>>>);
    }
    TEST_CASE_TEMPLATE("a statement is prepared once for all ways to read its rows", Driver, TEST_DRIVERS) {
        fixture<Driver> here;
        auto& db = here.db;
        struct Title {
            std::string_view title;
            std::optional<bytes_view> image;
        };
        const auto acquired = [&] {
            return &rowan::detail::acquire<std::remove_const_t<decltype(titles)>>(rowan::detail::core_of(db));
        };
        auto* statement = acquired();
        rowan::detail::core_of(db).statements.release(*statement);
        auto stream = db.stream(titles.into<Title>());
        auto* other = acquired();
        CHECK(other != statement); // which the stream has
        rowan::detail::core_of(db).statements.release(*other);
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
