#pragma once

#include "support/caught.hpp"
#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

// A program of version 1 made the database; version 2 has columns more, called `missing`.
namespace missing_column_test {

namespace v1 {
struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
};
struct Page {
    std::int64_t book_id = 0;
    std::string text;
};
struct Tag {
    std::string id;
    std::string text;
};
struct Shelf {
    std::int64_t id = 0;
    std::string name;
};
template <class Driver>
struct library {
    using driver = Driver;
    using tables = rowan::tables<Author, Book, Page, Tag, Shelf>;
};
} // namespace v1

struct Author {
    std::int64_t id = 0;
    std::string name;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
    std::optional<std::string> missing;
};
/// The column that is not there is one of the key, or all of it.
struct Page {
    std::int64_t book_id = 0;
    int missing = 0;
    std::string text;
};
struct Tag {
    std::string missing;
    std::string text;
};
struct Shelf {
    std::int64_t id = 0;
    std::string name;
    std::optional<std::string> missing;
};

} // namespace missing_column_test

template <>
inline constexpr auto rowan::table<missing_column_test::v1::Page> =
    rowan::define<missing_column_test::v1::Page>(rowan::primary_key<&missing_column_test::v1::Page::book_id>);
template <>
inline constexpr auto rowan::table<missing_column_test::v1::Shelf> =
    rowan::define<missing_column_test::v1::Shelf>(rowan::unique<&missing_column_test::v1::Shelf::name>);
template <>
inline constexpr auto rowan::table<missing_column_test::Shelf> =
    rowan::define<missing_column_test::Shelf>(rowan::unique<&missing_column_test::Shelf::name>);
template <>
inline constexpr auto rowan::table<missing_column_test::Book> = rowan::define<missing_column_test::Book>(
    rowan::foreign_key<&missing_column_test::Book::author_id>.references<&missing_column_test::Author::id>(),
    rowan::unique<&missing_column_test::Book::missing>);
template <>
inline constexpr auto rowan::table<missing_column_test::Page> = rowan::define<missing_column_test::Page>(
    rowan::primary_key<&missing_column_test::Page::book_id, &missing_column_test::Page::missing>);
template <>
inline constexpr auto rowan::table<missing_column_test::Tag> =
    rowan::define<missing_column_test::Tag>(rowan::primary_key<&missing_column_test::Tag::missing>);

namespace missing_column_test {

/// The error of an operation says what is not there, and nothing is done.
template <class Operation>
void check_missing(const std::string& what, const Operation& operation, const std::string& name = "missing") {
    CAPTURE(what);
    const auto error = test::caught<rowan::schema_mismatch>(operation);
    const std::string message = error.what();
    CAPTURE(message);
    // Not only in the text of the statement.
    CHECK(message.substr(0, message.find("; in: ")).find(name) != std::string::npos);
}

} // namespace missing_column_test
