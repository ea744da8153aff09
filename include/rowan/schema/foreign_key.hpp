#pragma once

#include "rowan/meta/mistake.hpp"
#include "rowan/meta/type_list.hpp"
#include "rowan/schema/keys.hpp"
#include "rowan/schema/value.hpp"

namespace rowan {

/// What happens to the referring row when the row that it refers to is deleted or its key changes.
enum class foreign_key_action : unsigned char { no_action, restrict, cascade, set_null, set_default };

inline constexpr auto no_action = foreign_key_action::no_action;
inline constexpr auto restrict = foreign_key_action::restrict;
inline constexpr auto cascade = foreign_key_action::cascade;
inline constexpr auto set_null = foreign_key_action::set_null;
inline constexpr auto set_default = foreign_key_action::set_default;

namespace detail {

template <auto... Members>
struct members {};

template <auto Column, auto Target>
inline constexpr bool same_key_type =
    std::is_same_v<without_optional<member_type<Column>>, without_optional<member_type<Target>>>;

template <class Columns, class Targets>
struct foreign_key_option;

template <auto... Columns, auto... Targets>
struct foreign_key_option<members<Columns...>, members<Targets...>> {
    using table_option = void;
    using columns = column_list<Columns...>;
    using targets = column_list<Targets...>;
    static constexpr bool all_nullable = (is_optional<member_type<Columns>> && ...);

    foreign_key_action delete_action = no_action;
    foreign_key_action update_action = no_action;
    bool deferred = false;

    [[nodiscard]] constexpr foreign_key_option on_delete(foreign_key_action action) const {
        return {action, update_action, deferred};
    }
    [[nodiscard]] constexpr foreign_key_option on_update(foreign_key_action action) const {
        return {delete_action, action, deferred};
    }
    /// Checked at commit: `DEFERRABLE INITIALLY DEFERRED`.
    [[nodiscard]] constexpr foreign_key_option initially_deferred() const {
        return {delete_action, update_action, true};
    }
};

/// What may be wrong with the columns that a foreign key refers to.
template <class Columns, class Targets>
struct foreign_key_targets : told_mistake {
    static_assert(always_false<Columns>, "rowan E107: a foreign key has another number of columns than it refers to");
};
template <auto... Columns, auto... Targets>
    requires(sizeof...(Columns) == sizeof...(Targets))
struct foreign_key_targets<members<Columns...>, members<Targets...>> : told_mistake {
    static_assert((same_key_type<Columns, Targets> && ...),
                  "rowan E103: a foreign key refers to a column of another type");
};

template <auto... Columns>
struct foreign_key_columns {
    template <auto... Targets>
        requires(sizeof...(Targets) > 0)
    [[nodiscard]] constexpr auto references() const {
        using To = members<Targets...>;
        static_assert(foreign_key_targets<members<Columns...>, To>::checked);
        static_assert(columns_of_table<typename column_list<Targets...>::table, Targets...>::checked);
        return foreign_key_option<members<Columns...>, To>{};
    }
};

template <class Option>
inline constexpr bool is_foreign_key = false;
template <class Columns, class Targets>
inline constexpr bool is_foreign_key<foreign_key_option<Columns, Targets>> = true;

} // namespace detail

/// `foreign_key<&Book::author_id>.references<&Author::id>().on_delete(cascade)`.
template <auto... Columns>
    requires(sizeof...(Columns) > 0)
inline constexpr detail::foreign_key_columns<Columns...> foreign_key{};

} // namespace rowan
