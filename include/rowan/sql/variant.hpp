#pragma once

#include "rowan/query/clause_set.hpp"
#include "rowan/sql/silent_visitor.hpp"
#include "rowan/sql/text.hpp"
#include "rowan/sql/type_name.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Statements with optional parts and choices: which variant one has is a number, and each variant has its text.
namespace rowan::detail {

/// Counts the variant that a statement has: a digit for each optional part and choice, as `variants_of` counts them.
template <class Dialect>
struct variant_counter : silent_visitor {
    using dialect = Dialect;
    template <class... Nodes>
    static consteval bool passes_over() {
        return variants_of(type_list<Nodes...>{}) == 1;
    }

    std::size_t variant = 0;
    std::size_t weight = 1;

    void add(std::size_t digit, std::size_t alternatives) {
        variant += digit * weight;
        weight *= alternatives;
    }
    bool chooses(const auto& optional) {
        add(optional.is_present ? 1 : 0, 2);
        return true;
    }
    template <class... Keys>
    std::size_t choice_of(const key_choice<Keys...>& choice) {
        add(choice.chosen < sizeof...(Keys) ? choice.chosen : sizeof...(Keys), sizeof...(Keys) + 1);
        return choice.chosen;
    }
    template <class Table, std::size_t Index, class Rows>
    static void field(const Rows&) {}
    template <encoding Encoding, class Beside, class Value>
    static void value(const Value&) {}
    template <encoding Encoding, class Beside, class List>
    static void list(const List&) {}
    template <encoding Encoding, class Beside, fixed_string Name, class Type>
    static void named() {}
    template <class Value>
    static void as_of(const Value&) {}
    template <class Field, class Value>
    static void check_range(const Value&) {}
    template <class Field>
    static void check_range_of(const auto&) {}
    static void check_count(const auto&) {}
};

/// Which of its variants a statement has.
template <class Dialect, class Statement>
std::size_t variant_of(const Statement& statement) {
    variant_counter<Dialect> counter;
    walk(counter, statement);
    return counter.variant;
}

template <class Source>
inline constexpr char source_mark{};

/// Writes the text of a statement in the variant that its optional parts give it.
template <class Dialect, class Naming>
struct variant_writer : writer<Dialect, Naming> {
    using base = writer<Dialect, Naming>;
    /// The sources of joins that are left out: their columns are null.
    std::vector<const char*> left_out{};

    [[nodiscard]] static bool chooses(const auto& optional) { return optional.is_present; }
    [[nodiscard]] static std::size_t choice_of(const auto& choice) { return choice.chosen; }

    template <class Source>
    void leave_out() {
        left_out.push_back(&source_mark<Source>);
    }
    /// A query's own sources are there, whatever a query around it leaves out.
    template <class... Sources>
    void bring_in(type_list<Sources...>) {
        (std::erase(left_out, &source_mark<Sources>), ...);
    }
    struct scope {
        typename base::scope outer;
        std::vector<const char*> left_out;
    };
    [[nodiscard]] scope enter() const { return {base::enter(), left_out}; }
    void leave(const scope& outer) {
        base::leave(outer.outer);
        left_out = outer.left_out;
    }
    template <class Source>
    [[nodiscard]] bool is_left_out() const {
        for (const char* each : left_out)
            if (each == &source_mark<Source>) return true;
        return false;
    }
    /// Rows are not ordered or grouped by a NULL without a type, and no function is found for it, where types are static.
    void null_of(const column_facts& column) {
        constexpr bool is_typed = Dialect::has_static_types;
        this->text(is_typed ? "CAST(NULL AS " : "NULL");
        if constexpr (is_typed) {
            walk_type(*this, column);
            this->text(")");
        }
    }
    template <auto Member, class Source>
    void column() {
        if (is_left_out<Source>()) null_of(facts_of_column<Member>);
        else base::template column<Member, Source>();
    }
    template <class Source>
    void source_column(const column_facts& column) {
        if (is_left_out<Source>()) null_of(column);
        else base::template source_column<Source>(column);
    }
};

template <class Dialect, class Naming, class Statement>
std::string text_of_variant(const Statement& statement) {
    variant_writer<Dialect, Naming> measured{{{}, names_of<Statement>()}};
    walk(measured, statement);
    std::string text(measured.sink.size, ' ');
    variant_writer<Dialect, Naming> out{{{text.data()}, names_of<Statement>()}};
    walk(out, statement);
    return text;
}

} // namespace rowan::detail
