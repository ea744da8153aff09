#pragma once

#include "rowan/driver/error.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/query/parameter.hpp"
#include "rowan/sql/parameter_places.hpp"
#include "rowan/sql/silent_visitor.hpp"
#include "rowan/sql/variant.hpp"

#include <cstdint>
#include <type_traits>
#include <utility>

namespace rowan::detail {

/// The arguments of a query with parameters.
template <class... Arguments>
struct argument_set : Arguments... {};

template <fixed_string Name, class Type>
constexpr const auto& argument_named(const argument<Name, Type>& argument) {
    return argument.content.content;
}

/// Binds the values of a query in the order in which a writer numbers them.
template <class Statement, class Dialect, class Arguments>
struct binder : silent_visitor {
    using dialect = Dialect;
    template <class... Nodes>
    static consteval bool passes_over() {
        return !any_has_values(type_list<Nodes...>{});
    }

    Statement& statement;
    const Arguments& arguments;
    name_list names;
    int next_value = names.count + 1;
    parameter_places<Dialect> places{};
    std::uint64_t as_integers = 0, as_texts = 0;

    [[nodiscard]] static bool chooses(const auto& optional) { return optional.is_present; }
    [[nodiscard]] static std::size_t choice_of(const auto& choice) { return choice.chosen; }

    template <class Table, std::size_t Index, class Rows>
    void field(const Rows& rows) {
        if constexpr (requires { rows.get(); })
            bind_field<Table, Index>(statement, next_value,
                                     detail::field<Index>(static_cast<const Table&>(rows.get())));
    }
    template <encoding Encoding, class Beside, class Value>
    void value(const Value& content) {
        bind_value<Encoding, Beside>(statement, next_value++, content);
    }
    template <encoding Encoding, class Beside, class List>
    void list(const List& list) {
        bind_list_of<Encoding, Beside>(statement, next_value++, list.get());
    }
    template <encoding Encoding, class Beside, fixed_string Name, class Type>
    void named() {
        // Without a value for it the query is refused, with one message.
        if constexpr (requires { argument_named<Name>(arguments); }) {
            const int number = names.number_of(Name.view());
            if constexpr (enum_value<without_optional<Type>> || time_value<without_optional<Type>>)
                record_encoding<Encoding>(number);
            const int place = places.template number_for<Encoding, Beside, Type>(number, next_value);
            const auto& given = argument_named<Name>(arguments);
            // Null is bound with the type that other values for the parameter have.
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(given)>, std::nullopt_t>)
                bind_value<Encoding, Beside>(statement, place, make_optional_type<Type>());
            else bind_value<Encoding, Beside>(statement, place, given);
        }
    }
    /// One value cannot be written in two ways.
    template <encoding Encoding>
    void record_encoding(int number) {
        const std::uint64_t bit = std::uint64_t{1} << (number % 64);
        (Encoding == encoding::integer ? as_integers : as_texts) |= bit;
        if ((as_integers & as_texts & bit) != 0)
            throw type_mismatch(
                "a parameter stands beside a column that is stored as an integer and beside one that is "
                "stored as a text; give each its own parameter",
                0, statement.sql());
    }
    template <class Field, class Value>
    void check_range(const Value& content) const {
        if constexpr (is_optional<Value>) {
            if (content) check_range<Field>(*content);
        } else if constexpr (integer_value<Field> && integer_value<Value>)
            if (!std::in_range<Field>(content))
                throw type_mismatch("a value that is set does not fit the field of its column", 0, statement.sql());
    }
    template <class Field, fixed_string Name, class Type>
    void check_range_of(const parameter<Name, Type>&) const {
        if constexpr (requires { argument_named<Name>(arguments); })
            check_range<Field>(argument_named<Name>(arguments));
    }
    // A database takes a negative number for none at all, or fails.
    template <class Count>
    void check_count(const Count& count) const {
        const auto check = [&]<class Number>(const Number& number) {
            if constexpr (!std::is_unsigned_v<Number>)
                if (number < 0)
                    throw type_mismatch("limit and offset take no negative number; leave them out where all rows are "
                                        "wanted",
                                        0, statement.sql());
        };
        if constexpr (is_value<Count>) check(count.content);
        else if constexpr (is_parameter<Count>)
            [&]<fixed_string Name, class Type>(const parameter<Name, Type>&) {
                if constexpr (requires { argument_named<Name>(arguments); }) check(argument_named<Name>(arguments));
            }(count);
    }
    template <class Value>
    void as_of(const Value& point) {
        statement.template bind<encoding::standard>(next_value++, point);
    }
};

template <class Dialect, class Statement, class Query, class Arguments>
void bind_query(Statement& statement, const Query& query, const Arguments& arguments) {
    binder<Statement, Dialect, Arguments> values{{}, statement, arguments, names_of<Query>()};
    walk(values, query);
}

} // namespace rowan::detail
