#pragma once

#include "rowan/rowan.hpp"

#include <chrono>
#include <cstdint>
#include <string>

// The tables of the TPC-H benchmark: what a wholesaler buys and sells.
//
// Money is integers of cents, a discount and a tax integers of percents: a sum of integers is the same in whatever order
// a database adds, so results can be compared for equality. A price with its discount is thus in hundredths of a cent,
// with discount and tax in hundredths of that. Only the queries that ask for a ratio or an average have doubles, each of
// them of one division of sums that a double holds exactly.
namespace test::tpch {

struct Region {
    std::int64_t r_regionkey = 0;
    std::string r_name;
    std::string r_comment;

    friend bool operator==(const Region&, const Region&) = default;
};

struct Nation {
    std::int64_t n_nationkey = 0;
    std::string n_name;
    std::int64_t n_regionkey = 0;
    std::string n_comment;

    friend bool operator==(const Nation&, const Nation&) = default;
};

struct Supplier {
    std::int64_t s_suppkey = 0;
    std::string s_name;
    std::string s_address;
    std::int64_t s_nationkey = 0;
    std::string s_phone;
    std::int64_t s_acctbal = 0; // cents
    std::string s_comment;

    friend bool operator==(const Supplier&, const Supplier&) = default;
};

struct Customer {
    std::int64_t c_custkey = 0;
    std::string c_name;
    std::string c_address;
    std::int64_t c_nationkey = 0;
    std::string c_phone;
    std::int64_t c_acctbal = 0; // cents
    std::string c_mktsegment;
    std::string c_comment;

    friend bool operator==(const Customer&, const Customer&) = default;
};

struct Part {
    std::int64_t p_partkey = 0;
    std::string p_name;
    std::string p_mfgr;
    std::string p_brand;
    std::string p_type;
    int p_size = 0;
    std::string p_container;
    std::int64_t p_retailprice = 0; // cents
    std::string p_comment;

    friend bool operator==(const Part&, const Part&) = default;
};

struct Partsupp {
    std::int64_t ps_partkey = 0;
    std::int64_t ps_suppkey = 0;
    int ps_availqty = 0;
    std::int64_t ps_supplycost = 0; // cents
    std::string ps_comment;

    friend bool operator==(const Partsupp&, const Partsupp&) = default;
};

struct Orders {
    std::int64_t o_orderkey = 0;
    std::int64_t o_custkey = 0;
    std::string o_orderstatus;
    std::int64_t o_totalprice = 0; // cents
    std::chrono::year_month_day o_orderdate;
    std::string o_orderpriority;
    std::string o_clerk;
    int o_shippriority = 0;
    std::string o_comment;

    friend bool operator==(const Orders&, const Orders&) = default;
};

struct Lineitem {
    std::int64_t l_orderkey = 0;
    std::int64_t l_partkey = 0;
    std::int64_t l_suppkey = 0;
    int l_linenumber = 0;
    int l_quantity = 0;
    std::int64_t l_extendedprice = 0; // cents
    int l_discount = 0;               // percents
    int l_tax = 0;                    // percents
    std::string l_returnflag;
    std::string l_linestatus;
    std::chrono::year_month_day l_shipdate;
    std::chrono::year_month_day l_commitdate;
    std::chrono::year_month_day l_receiptdate;
    std::string l_shipinstruct;
    std::string l_shipmode;
    std::string l_comment;

    friend bool operator==(const Lineitem&, const Lineitem&) = default;
};

} // namespace test::tpch

template <>
inline constexpr auto rowan::table<test::tpch::Region> =
    rowan::define<test::tpch::Region>(rowan::primary_key<&test::tpch::Region::r_regionkey>.natural());

template <>
inline constexpr auto rowan::table<test::tpch::Nation> = rowan::define<test::tpch::Nation>(
    rowan::primary_key<&test::tpch::Nation::n_nationkey>.natural(),
    rowan::foreign_key<&test::tpch::Nation::n_regionkey>.references<&test::tpch::Region::r_regionkey>());

template <>
inline constexpr auto rowan::table<test::tpch::Supplier> = rowan::define<test::tpch::Supplier>(
    rowan::primary_key<&test::tpch::Supplier::s_suppkey>.natural(),
    rowan::foreign_key<&test::tpch::Supplier::s_nationkey>.references<&test::tpch::Nation::n_nationkey>());

template <>
inline constexpr auto rowan::table<test::tpch::Customer> = rowan::define<test::tpch::Customer>(
    rowan::primary_key<&test::tpch::Customer::c_custkey>.natural(),
    rowan::foreign_key<&test::tpch::Customer::c_nationkey>.references<&test::tpch::Nation::n_nationkey>());

template <>
inline constexpr auto rowan::table<test::tpch::Part> =
    rowan::define<test::tpch::Part>(rowan::primary_key<&test::tpch::Part::p_partkey>.natural());

template <>
inline constexpr auto rowan::table<test::tpch::Partsupp> = rowan::define<test::tpch::Partsupp>(
    rowan::primary_key<&test::tpch::Partsupp::ps_partkey, &test::tpch::Partsupp::ps_suppkey>,
    rowan::foreign_key<&test::tpch::Partsupp::ps_partkey>.references<&test::tpch::Part::p_partkey>(),
    rowan::foreign_key<&test::tpch::Partsupp::ps_suppkey>.references<&test::tpch::Supplier::s_suppkey>(),
    rowan::index<&test::tpch::Partsupp::ps_suppkey>);

template <>
inline constexpr auto rowan::table<test::tpch::Orders> = rowan::define<test::tpch::Orders>(
    rowan::primary_key<&test::tpch::Orders::o_orderkey>.natural(),
    rowan::foreign_key<&test::tpch::Orders::o_custkey>.references<&test::tpch::Customer::c_custkey>(),
    rowan::index<&test::tpch::Orders::o_custkey>);

template <>
inline constexpr auto rowan::table<test::tpch::Lineitem> = rowan::define<test::tpch::Lineitem>(
    rowan::primary_key<&test::tpch::Lineitem::l_orderkey, &test::tpch::Lineitem::l_linenumber>,
    rowan::foreign_key<&test::tpch::Lineitem::l_orderkey>.references<&test::tpch::Orders::o_orderkey>(),
    rowan::foreign_key<&test::tpch::Lineitem::l_partkey, &test::tpch::Lineitem::l_suppkey>.references<&test::tpch::Partsupp::ps_partkey, &test::tpch::Partsupp::ps_suppkey>(),
    rowan::foreign_key<&test::tpch::Lineitem::l_partkey>.references<&test::tpch::Part::p_partkey>(),
    rowan::foreign_key<&test::tpch::Lineitem::l_suppkey>.references<&test::tpch::Supplier::s_suppkey>(),
    rowan::index<&test::tpch::Lineitem::l_partkey, &test::tpch::Lineitem::l_suppkey>,
    rowan::index<&test::tpch::Lineitem::l_suppkey>);

namespace test::tpch {

template <class Driver>
struct tpch {
    using driver = Driver;
    using tables = rowan::tables<Region, Nation, Supplier, Customer, Part, Partsupp, Orders, Lineitem>;
};

} // namespace test::tpch
