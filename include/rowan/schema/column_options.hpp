#pragma once

#include "rowan/schema/keys.hpp"
#include "rowan/schema/value.hpp"

#include <string_view>
#include <type_traits>

namespace rowan {

namespace detail {

// A check or the value of a generated column is an expression that is held here and not looked into.
template <class Expression>
struct check_option {
    using table_option = void;
    Expression expression;
    std::string_view name{};

    [[nodiscard]] constexpr check_option named(std::string_view constraint) const { return {expression, constraint}; }
};

template <class Option>
inline constexpr bool is_check = false;
template <class Expression>
inline constexpr bool is_check<check_option<Expression>> = true;

template <auto Member>
struct column_name_option {
    using table_option = void;
    using columns = column_list<Member>;
    std::string_view name;
};

template <auto Member, class Value>
struct default_option {
    using table_option = void;
    using columns = column_list<Member>;
    Value value;
};

template <auto Member, class Expression>
struct generated_option {
    using table_option = void;
    using columns = column_list<Member>;
    Expression expression;
    bool is_stored = false;

    /// Computed when the row is written; without this, when it is read.
    [[nodiscard]] constexpr generated_option stored() const { return {expression, true}; }
};

template <auto Member>
struct as_integer_option {
    using table_option = void;
    using columns = column_list<Member>;
    using value = without_optional<member_type<Member>>;
    static_assert(enum_value<value> || time_value<value>,
                  "rowan E114: as_integer of a column that is neither an enumeration nor a time");
};

struct strict_option {
    using table_option = void;
};

struct schema_option {
    using table_option = void;
    std::string_view name;
};

struct table_comment_option {
    using table_option = void;
    std::string_view text;
};
template <auto Member>
struct column_comment_option {
    using table_option = void;
    using columns = column_list<Member>;
    std::string_view text;
};

template <auto Member>
struct default_for {
    template <class Value>
    [[nodiscard]] constexpr auto operator()(Value value) const {
        using Column = member_type<Member>;
        if constexpr (std::is_convertible_v<Value, std::string_view>) {
            constexpr bool has_text = requires { value_traits<without_optional<Column>>::is_default(value); };
            static_assert(is_text<Column> || has_text, "rowan E109: the default is a text and the column is not");
            if constexpr (has_text)
                // Not a constant expression, so that the definition does not compile.
                if (!value_traits<without_optional<Column>>::is_default(value)) throw "a default has the shortest text";
            return default_option<Member, std::string_view>{value};
        } else {
            static_assert(std::is_same_v<family<Value>, family<Column>>,
                          "rowan E109: the default is of another type than the column");
            static_assert(!std::is_same_v<family<Value>, bytes>,
                          "rowan E118: a default is bytes, which no definition holds; set them in C++");
            return default_option<Member, Value>{value};
        }
    }
};

template <auto Member>
struct generated_for {
    template <class Expression>
    [[nodiscard]] constexpr auto operator()(Expression expression) const {
        return generated_option<Member, Expression>{expression};
    }
};

template <auto Member>
struct name_for {
    [[nodiscard]] constexpr auto operator()(std::string_view name) const { return column_name_option<Member>{name}; }
};

} // namespace detail

/// A condition that every row meets: `check(col<&Book::year> > 0)`.
template <class Expression>
[[nodiscard]] constexpr auto check(Expression expression) {
    return detail::check_option<Expression>{expression};
}

/// The column's name in SQL, taken as it is: `column_name<&Book::year>("publication_year")`.
template <auto Member>
inline constexpr detail::name_for<Member> column_name{};

/// What the database puts into a column that an insert leaves out: `default_value<&Book::language>("en")`.
template <auto Member>
inline constexpr detail::default_for<Member> default_value{};

/// A column that the database computes: `generated<&Line::total>(col<&Line::price> * col<&Line::quantity>)`.
template <auto Member>
inline constexpr detail::generated_for<Member> generated{};

/// An enumeration or a time that is stored as an integer: the underlying value, or ticks since the epoch.
template <auto Member>
inline constexpr detail::as_integer_option<Member> as_integer{};

/// The schema that the table is in, in a database that has schemas (PostgreSQL): `in_schema("app")`. It is made with the
/// table. Names of tables differ also where their schemas do.
[[nodiscard]] constexpr auto in_schema(std::string_view name) { return detail::schema_option{name}; }

/// What the database tells about the table, or about a column, where it keeps such texts (PostgreSQL).
[[nodiscard]] constexpr auto comment(std::string_view text) { return detail::table_comment_option{text}; }
template <auto Member>
[[nodiscard]] constexpr auto comment(std::string_view text) {
    return detail::column_comment_option<Member>{text};
}

/// SQLite checks the types of this table's values itself (sqlite.org/stricttables.html).
inline constexpr detail::strict_option strict{};

} // namespace rowan
