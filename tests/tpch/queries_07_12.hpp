#pragma once

#include "tpch/columns.hpp"

#include <chrono>
#include <cstdint>
#include <string>

// Who trades with whom, what is earned, and what comes back or late.
namespace test::tpch::queries {

using namespace rowan;
using namespace std::chrono_literals;

struct Shipping {
    std::string supp_nation;
    std::string cust_nation;
    std::int64_t l_year = 0;
    std::int64_t volume = 0;
};

/// Volume shipping: what France and Germany shipped to each other, by year.
constexpr auto q07() {
    using n1 = alias<"n1", Nation>;
    using n2 = alias<"n2", Nation>;
    constexpr auto seller = n1::col<&Nation::n_name>;
    constexpr auto buyer = n2::col<&Nation::n_name>;
    constexpr auto shipping =
        select(seller, buyer, year_of(l_shipdate), discounted_price)
            .from<Supplier>()
            .join<Lineitem>()
            .join<Orders>()
            .join<Customer>()
            .join<n1>(n1::col<&Nation::n_nationkey> == s_nationkey)
            .join<n2>(n2::col<&Nation::n_nationkey> == c_nationkey)
            .where((seller == "FRANCE" && buyer == "GERMANY") || (seller == "GERMANY" && buyer == "FRANCE"),
                   between(l_shipdate, 1995y / 1 / 1, 1996y / 12 / 31));

    constexpr auto supp_nation = col<&Shipping::supp_nation>;
    constexpr auto cust_nation = col<&Shipping::cust_nation>;
    constexpr auto l_year = col<&Shipping::l_year>;
    return select(supp_nation, cust_nation, l_year, sum(col<&Shipping::volume>).as<"revenue">())
        .from(subquery<Shipping>(shipping))
        .group_by(supp_nation, cust_nation, l_year)
        .order_by(supp_nation, cust_nation, l_year);
}

struct AllNations {
    std::int64_t o_year = 0;
    std::int64_t volume = 0;
    std::string nation;
};

/// National market share: the part of Brazil in a kind of steel that America bought, by year.
constexpr auto q08() {
    using n1 = alias<"n1", Nation>;
    using n2 = alias<"n2", Nation>;
    constexpr auto all_nations = select(year_of(o_orderdate), discounted_price, n2::col<&Nation::n_name>)
                                     .from<Part>()
                                     .join<Lineitem>()
                                     .join<Supplier>()
                                     .join<Orders>()
                                     .join<Customer>()
                                     .join<n1>(n1::col<&Nation::n_nationkey> == c_nationkey)
                                     .join<Region>()
                                     .join<n2>(n2::col<&Nation::n_nationkey> == s_nationkey)
                                     .where(r_name == "AMERICA", between(o_orderdate, 1995y / 1 / 1, 1996y / 12 / 31),
                                            p_type == "ECONOMY ANODIZED STEEL");

    constexpr auto o_year = col<&AllNations::o_year>;
    constexpr auto volume = col<&AllNations::volume>;
    constexpr auto of_brazil = case_(when(col<&AllNations::nation> == "BRAZIL", volume)).else_(0);
    return select(o_year, (1.0 * sum(of_brazil) / sum(volume)).as<"mkt_share">())
        .from(subquery<AllNations>(all_nations))
        .group_by(o_year)
        .order_by(o_year);
}

struct Profit {
    std::string nation;
    std::int64_t o_year = 0;
    std::int64_t amount = 0;
};

/// Product type profit measure: what was earned with green parts, by nation of the supplier and year.
constexpr auto q09() {
    constexpr auto profit = select(n_name, year_of(o_orderdate), discounted_price - 100 * ps_supplycost * l_quantity)
                                .from<Part>()
                                .join<Lineitem>()
                                .join<Supplier>()
                                .join<Orders>()
                                .join<Nation>()
                                .join<Partsupp>(ps_partkey == l_partkey && ps_suppkey == l_suppkey)
                                .where(like(p_name, "%green%"));

    constexpr auto nation = col<&Profit::nation>;
    constexpr auto o_year = col<&Profit::o_year>;
    return select(nation, o_year, sum(col<&Profit::amount>).as<"sum_profit">())
        .from(subquery<Profit>(profit))
        .group_by(nation, o_year)
        .order_by(nation, desc(o_year));
}

/// Returned item reporting: the customers who cost most by sending back what they had ordered.
constexpr auto q10() {
    return select(c_custkey, c_name, sum(discounted_price).as<"revenue">(), c_acctbal, n_name, c_address, c_phone,
                  c_comment)
        .from<Customer>()
        .join<Orders>()
        .join<Lineitem>()
        .join<Nation>()
        .where(o_orderdate >= 1993y / 10 / 1, o_orderdate < 1994y / 1 / 1, l_returnflag == "R")
        .group_by(c_custkey, c_name, c_acctbal, c_phone, n_name, c_address, c_comment)
        .order_by(desc(named<"revenue">), c_custkey)
        .limit(20);
}

/// Important stock identification: the parts that are more than one in a hundred of the value in stock in Germany.
constexpr auto q11() {
    constexpr auto value = sum(ps_supplycost * ps_availqty);
    constexpr auto threshold =
        select(value * 0.01).from<Partsupp>().join<Supplier>().join<Nation>().where(n_name == "GERMANY");
    return select(ps_partkey, value.as<"value">())
        .from<Partsupp>()
        .join<Supplier>()
        .join<Nation>()
        .where(n_name == "GERMANY")
        .group_by(ps_partkey)
        .having(value > scalar(threshold))
        .order_by(desc(named<"value">), ps_partkey);
}

/// Shipping modes and order priority: how many urgent and other lines came late, though sent in time.
constexpr auto q12() {
    constexpr auto is_high = o_orderpriority == "1-URGENT" || o_orderpriority == "2-HIGH";
    constexpr auto is_low = o_orderpriority != "1-URGENT" && o_orderpriority != "2-HIGH";
    return select(l_shipmode, sum(case_(when(is_high, 1)).else_(0)).as<"high_line_count">(),
                  sum(case_(when(is_low, 1)).else_(0)).as<"low_line_count">())
        .from<Orders>()
        .join<Lineitem>()
        .where(in(l_shipmode, "MAIL", "SHIP"), l_commitdate < l_receiptdate, l_shipdate < l_commitdate,
               l_receiptdate >= 1994y / 1 / 1, l_receiptdate < 1995y / 1 / 1)
        .group_by(l_shipmode)
        .order_by(l_shipmode);
}

} // namespace test::tpch::queries
