#pragma once

#include "rowan/meta/fold.hpp"
#include "rowan/meta/pack.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/sql/text.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

// A declared object is what a database is made of, as a class: `kind`, `end`, and three functions that write, for a visitor,
//   `template <bool IfNotExists> static constexpr void create(visitor)`   what creates it; of a part, what stands in its table
//   `static constexpr void drop(visitor)`                                 what drops it if it is there; nothing of a part
//   `static constexpr void name(visitor)`                                 its name as SQL has it; nothing if it has none.
// Lists of them are in the order in which they are created.
namespace rowan::detail {

/// Columns and constraints are parts of a table. A foreign key that is added when all tables are there is a constraint, too.
enum class object_kind : unsigned char {
    schema,
    type,
    table,
    column,
    constraint,
    index,
    comment,
    view,
    function,
    trigger
};

/// What becomes of an object when the tables of a database are dropped: it is dropped, goes with what it belongs to, or stays.
enum class object_end : unsigned char { dropped, with_owner, stays };

template <class Object, bool IfNotExists = false>
struct create_object : plain_definition {};
template <class Object>
struct drop_object : plain_definition {};
template <class Object>
struct name_of_object : plain_definition {};

template <class Visitor, class Object, bool IfNotExists>
constexpr void walk(Visitor& visitor, const create_object<Object, IfNotExists>&) {
    Object::template create<IfNotExists>(visitor);
}
template <class Visitor, class Object>
constexpr void walk(Visitor& visitor, const drop_object<Object>&) {
    Object::drop(visitor);
}
template <class Visitor, class Object>
constexpr void walk(Visitor& visitor, const name_of_object<Object>&) {
    Object::name(visitor);
}

/// Writes what creates the objects of a list, one statement after another.
template <bool IfNotExists, class Visitor, class... Objects>
constexpr void walk_creation(Visitor& visitor, type_list<Objects...>) {
    bool is_first = true;
    in_order({(visitor.text(is_first ? "" : ";\n"), Objects::template create<IfNotExists>(visitor), is_first = false,
               0)...});
}
/// Writes what drops the objects of a list that are not dropped with others, the last one first. `end` is behind each.
template <class Visitor, class... Objects>
constexpr void walk_removal(Visitor& visitor, type_list<Objects...> list) {
    for_each_type(reversed(list), [&]<class Object>(std::type_identity<Object>) {
        if constexpr (Object::end == object_end::dropped) {
            Object::drop(visitor);
            visitor.text(";\n");
        }
    });
}

template <object_kind Kind, class... Objects>
consteval std::size_t count_of_kind(type_list<Objects...>) {
    return sum_of({(Objects::kind == Kind ? std::size_t{1} : std::size_t{0})...});
}

/// FNV-1a.
constexpr std::uint64_t hash_of(std::string_view text, std::uint64_t hash = 14695981039346656037U) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    return hash;
}

/// The texts of an object, and a hash by which it is told from another one of its name.
template <class Object, class Dialect, class Naming>
struct declared {
    static constexpr object_kind kind = Object::kind;
    static constexpr std::string_view name = text_of<name_of_object<Object>, Dialect, Naming>,
                                      create = text_of<create_object<Object>, Dialect, Naming>,
                                      drop = text_of<drop_object<Object>, Dialect, Naming>;
    static constexpr std::uint64_t hash = hash_of(create);
};

} // namespace rowan::detail
