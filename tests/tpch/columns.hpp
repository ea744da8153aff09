#pragma once

#include "tpch/tpch.hpp"

// The columns by the names that TPC-H gives them: no two of them are alike, so that a query needs no name of a table.
namespace test::tpch {

inline constexpr auto r_regionkey = rowan::col<&Region::r_regionkey>;
inline constexpr auto r_name = rowan::col<&Region::r_name>;
inline constexpr auto r_comment = rowan::col<&Region::r_comment>;

inline constexpr auto n_nationkey = rowan::col<&Nation::n_nationkey>;
inline constexpr auto n_name = rowan::col<&Nation::n_name>;
inline constexpr auto n_regionkey = rowan::col<&Nation::n_regionkey>;
inline constexpr auto n_comment = rowan::col<&Nation::n_comment>;

inline constexpr auto s_suppkey = rowan::col<&Supplier::s_suppkey>;
inline constexpr auto s_name = rowan::col<&Supplier::s_name>;
inline constexpr auto s_address = rowan::col<&Supplier::s_address>;
inline constexpr auto s_nationkey = rowan::col<&Supplier::s_nationkey>;
inline constexpr auto s_phone = rowan::col<&Supplier::s_phone>;
inline constexpr auto s_acctbal = rowan::col<&Supplier::s_acctbal>;
inline constexpr auto s_comment = rowan::col<&Supplier::s_comment>;

inline constexpr auto c_custkey = rowan::col<&Customer::c_custkey>;
inline constexpr auto c_name = rowan::col<&Customer::c_name>;
inline constexpr auto c_address = rowan::col<&Customer::c_address>;
inline constexpr auto c_nationkey = rowan::col<&Customer::c_nationkey>;
inline constexpr auto c_phone = rowan::col<&Customer::c_phone>;
inline constexpr auto c_acctbal = rowan::col<&Customer::c_acctbal>;
inline constexpr auto c_mktsegment = rowan::col<&Customer::c_mktsegment>;
inline constexpr auto c_comment = rowan::col<&Customer::c_comment>;

inline constexpr auto p_partkey = rowan::col<&Part::p_partkey>;
inline constexpr auto p_name = rowan::col<&Part::p_name>;
inline constexpr auto p_mfgr = rowan::col<&Part::p_mfgr>;
inline constexpr auto p_brand = rowan::col<&Part::p_brand>;
inline constexpr auto p_type = rowan::col<&Part::p_type>;
inline constexpr auto p_size = rowan::col<&Part::p_size>;
inline constexpr auto p_container = rowan::col<&Part::p_container>;
inline constexpr auto p_retailprice = rowan::col<&Part::p_retailprice>;
inline constexpr auto p_comment = rowan::col<&Part::p_comment>;

inline constexpr auto ps_partkey = rowan::col<&Partsupp::ps_partkey>;
inline constexpr auto ps_suppkey = rowan::col<&Partsupp::ps_suppkey>;
inline constexpr auto ps_availqty = rowan::col<&Partsupp::ps_availqty>;
inline constexpr auto ps_supplycost = rowan::col<&Partsupp::ps_supplycost>;
inline constexpr auto ps_comment = rowan::col<&Partsupp::ps_comment>;

inline constexpr auto o_orderkey = rowan::col<&Orders::o_orderkey>;
inline constexpr auto o_custkey = rowan::col<&Orders::o_custkey>;
inline constexpr auto o_orderstatus = rowan::col<&Orders::o_orderstatus>;
inline constexpr auto o_totalprice = rowan::col<&Orders::o_totalprice>;
inline constexpr auto o_orderdate = rowan::col<&Orders::o_orderdate>;
inline constexpr auto o_orderpriority = rowan::col<&Orders::o_orderpriority>;
inline constexpr auto o_clerk = rowan::col<&Orders::o_clerk>;
inline constexpr auto o_shippriority = rowan::col<&Orders::o_shippriority>;
inline constexpr auto o_comment = rowan::col<&Orders::o_comment>;

inline constexpr auto l_orderkey = rowan::col<&Lineitem::l_orderkey>;
inline constexpr auto l_partkey = rowan::col<&Lineitem::l_partkey>;
inline constexpr auto l_suppkey = rowan::col<&Lineitem::l_suppkey>;
inline constexpr auto l_linenumber = rowan::col<&Lineitem::l_linenumber>;
inline constexpr auto l_quantity = rowan::col<&Lineitem::l_quantity>;
inline constexpr auto l_extendedprice = rowan::col<&Lineitem::l_extendedprice>;
inline constexpr auto l_discount = rowan::col<&Lineitem::l_discount>;
inline constexpr auto l_tax = rowan::col<&Lineitem::l_tax>;
inline constexpr auto l_returnflag = rowan::col<&Lineitem::l_returnflag>;
inline constexpr auto l_linestatus = rowan::col<&Lineitem::l_linestatus>;
inline constexpr auto l_shipdate = rowan::col<&Lineitem::l_shipdate>;
inline constexpr auto l_commitdate = rowan::col<&Lineitem::l_commitdate>;
inline constexpr auto l_receiptdate = rowan::col<&Lineitem::l_receiptdate>;
inline constexpr auto l_shipinstruct = rowan::col<&Lineitem::l_shipinstruct>;
inline constexpr auto l_shipmode = rowan::col<&Lineitem::l_shipmode>;
inline constexpr auto l_comment = rowan::col<&Lineitem::l_comment>;

/// What is paid for a line before tax: in hundredths of a cent, as the discount is in percents.
inline constexpr auto discounted_price = l_extendedprice * (100 - l_discount);

} // namespace test::tpch
