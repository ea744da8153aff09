#pragma once

namespace rowan::detail {

template <auto Member>
struct member_traits;

template <class Table, class Field, Field Table::* Member>
struct member_traits<Member> {
    using table = Table;
    using type = Field;
};

/// The aggregate that `Member`, a pointer to data member, belongs to.
template <auto Member>
using member_table = typename member_traits<Member>::table;

template <auto Member>
using member_type = typename member_traits<Member>::type;

} // namespace rowan::detail
