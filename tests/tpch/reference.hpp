#pragma once

#include <array>
#include <string_view>

// The 22 questions of TPC-H as SQL for SQLite, each with its rows in one possible order only. Money is in the units of
// tpch.hpp: l_extendedprice * (100 - l_discount) is in hundredths of a cent. What differs from the usual parameters, so
// that few rows are enough, is said with the query.
namespace test::tpch::reference {

/// What was charged, by state of the lines: all that were shipped until 90 days before 1 December 1998.
inline constexpr char q01[] = R"(
    SELECT l_returnflag, l_linestatus,
           sum(l_quantity) AS sum_qty,
           sum(l_extendedprice) AS sum_base_price,
           sum(l_extendedprice * (100 - l_discount)) AS sum_disc_price,
           sum(l_extendedprice * (100 - l_discount) * (100 + l_tax)) AS sum_charge,
           avg(l_quantity) AS avg_qty, avg(l_extendedprice) AS avg_price, avg(l_discount) AS avg_disc,
           count(*) AS count_order
    FROM lineitem
    WHERE l_shipdate <= '1998-09-02'
    GROUP BY l_returnflag, l_linestatus
    ORDER BY l_returnflag, l_linestatus
)";

/// Who in Europe sells each brass part of size 15 at the lowest price of Europe: the first twenty (usually 100).
inline constexpr char q02[] = R"(
    SELECT s_acctbal, s_name, n_name, p_partkey, p_mfgr, s_address, s_phone, s_comment
    FROM part
    JOIN partsupp ON ps_partkey = p_partkey
    JOIN supplier ON s_suppkey = ps_suppkey
    JOIN nation ON n_nationkey = s_nationkey
    JOIN region ON r_regionkey = n_regionkey
    WHERE p_size = 15 AND p_type LIKE '%BRASS' AND r_name = 'EUROPE'
      AND ps_supplycost = (SELECT min(ps_supplycost)
                           FROM partsupp
                           JOIN supplier ON s_suppkey = ps_suppkey
                           JOIN nation ON n_nationkey = s_nationkey
                           JOIN region ON r_regionkey = n_regionkey
                           WHERE ps_partkey = p_partkey AND r_name = 'EUROPE')
    ORDER BY s_acctbal DESC, n_name, s_name, p_partkey
    LIMIT 20
)";

/// The five largest orders (usually ten) of builders that were not yet shipped on 15 March 1995.
inline constexpr char q03[] = R"(
    SELECT l_orderkey, sum(l_extendedprice * (100 - l_discount)) AS revenue, o_orderdate, o_shippriority
    FROM customer
    JOIN orders ON o_custkey = c_custkey
    JOIN lineitem ON l_orderkey = o_orderkey
    WHERE c_mktsegment = 'BUILDING' AND o_orderdate < '1995-03-15' AND l_shipdate > '1995-03-15'
    GROUP BY l_orderkey, o_orderdate, o_shippriority
    ORDER BY revenue DESC, o_orderdate, l_orderkey
    LIMIT 5
)";

/// How many orders of the third quarter of 1993 had a line that came late, by priority.
inline constexpr char q04[] = R"(
    SELECT o_orderpriority, count(*) AS order_count
    FROM orders
    WHERE o_orderdate >= '1993-07-01' AND o_orderdate < '1993-10-01'
      AND EXISTS (SELECT * FROM lineitem WHERE l_orderkey = o_orderkey AND l_commitdate < l_receiptdate)
    GROUP BY o_orderpriority
    ORDER BY o_orderpriority
)";

/// What the nations of Asia sold at home in 1994.
inline constexpr char q05[] = R"(
    SELECT n_name, sum(l_extendedprice * (100 - l_discount)) AS revenue
    FROM customer
    JOIN orders ON o_custkey = c_custkey
    JOIN lineitem ON l_orderkey = o_orderkey
    JOIN supplier ON s_suppkey = l_suppkey AND s_nationkey = c_nationkey
    JOIN nation ON n_nationkey = s_nationkey
    JOIN region ON r_regionkey = n_regionkey
    WHERE r_name = 'ASIA' AND o_orderdate >= '1994-01-01' AND o_orderdate < '1995-01-01'
    GROUP BY n_name
    ORDER BY revenue DESC, n_name
)";

/// What small orders of 1994 would have brought without their discount of 5 to 7 percent.
inline constexpr char q06[] = R"(
    SELECT sum(l_extendedprice * l_discount) AS revenue
    FROM lineitem
    WHERE l_shipdate >= '1994-01-01' AND l_shipdate < '1995-01-01' AND l_discount BETWEEN 5 AND 7 AND l_quantity < 24
)";

/// What France and Germany shipped to each other, by year.
inline constexpr char q07[] = R"(
    SELECT supp_nation, cust_nation, l_year, sum(volume) AS revenue
    FROM (SELECT n1.n_name AS supp_nation, n2.n_name AS cust_nation,
                 CAST(strftime('%Y', l_shipdate) AS INTEGER) AS l_year,
                 l_extendedprice * (100 - l_discount) AS volume
          FROM supplier
          JOIN lineitem ON l_suppkey = s_suppkey
          JOIN orders ON o_orderkey = l_orderkey
          JOIN customer ON c_custkey = o_custkey
          JOIN nation AS n1 ON n1.n_nationkey = s_nationkey
          JOIN nation AS n2 ON n2.n_nationkey = c_nationkey
          WHERE ((n1.n_name = 'FRANCE' AND n2.n_name = 'GERMANY') OR (n1.n_name = 'GERMANY' AND n2.n_name = 'FRANCE'))
            AND l_shipdate BETWEEN '1995-01-01' AND '1996-12-31') AS shipping
    GROUP BY supp_nation, cust_nation, l_year
    ORDER BY supp_nation, cust_nation, l_year
)";

/// The share of Brazil in the economy anodized steel that America bought, by year.
inline constexpr char q08[] = R"(
    SELECT o_year, 1.0 * sum(CASE WHEN nation = 'BRAZIL' THEN volume ELSE 0 END) / sum(volume) AS mkt_share
    FROM (SELECT CAST(strftime('%Y', o_orderdate) AS INTEGER) AS o_year,
                 l_extendedprice * (100 - l_discount) AS volume,
                 n2.n_name AS nation
          FROM part
          JOIN lineitem ON l_partkey = p_partkey
          JOIN supplier ON s_suppkey = l_suppkey
          JOIN orders ON o_orderkey = l_orderkey
          JOIN customer ON c_custkey = o_custkey
          JOIN nation AS n1 ON n1.n_nationkey = c_nationkey
          JOIN region ON r_regionkey = n1.n_regionkey
          JOIN nation AS n2 ON n2.n_nationkey = s_nationkey
          WHERE r_name = 'AMERICA' AND o_orderdate BETWEEN '1995-01-01' AND '1996-12-31'
            AND p_type = 'ECONOMY ANODIZED STEEL') AS all_nations
    GROUP BY o_year
    ORDER BY o_year
)";

/// What was earned with green parts, by nation of the supplier and year.
inline constexpr char q09[] = R"(
    SELECT nation, o_year, sum(amount) AS sum_profit
    FROM (SELECT n_name AS nation, CAST(strftime('%Y', o_orderdate) AS INTEGER) AS o_year,
                 l_extendedprice * (100 - l_discount) - 100 * ps_supplycost * l_quantity AS amount
          FROM part
          JOIN lineitem ON l_partkey = p_partkey
          JOIN partsupp ON ps_partkey = l_partkey AND ps_suppkey = l_suppkey
          JOIN supplier ON s_suppkey = l_suppkey
          JOIN orders ON o_orderkey = l_orderkey
          JOIN nation ON n_nationkey = s_nationkey
          WHERE p_name LIKE '%green%') AS profit
    GROUP BY nation, o_year
    ORDER BY nation, o_year DESC
)";

/// The twenty customers who cost most by sending back what they had ordered in the last quarter of 1993.
inline constexpr char q10[] = R"(
    SELECT c_custkey, c_name, sum(l_extendedprice * (100 - l_discount)) AS revenue,
           c_acctbal, n_name, c_address, c_phone, c_comment
    FROM customer
    JOIN orders ON o_custkey = c_custkey
    JOIN lineitem ON l_orderkey = o_orderkey
    JOIN nation ON n_nationkey = c_nationkey
    WHERE o_orderdate >= '1993-10-01' AND o_orderdate < '1994-01-01' AND l_returnflag = 'R'
    GROUP BY c_custkey, c_name, c_acctbal, c_phone, n_name, c_address, c_comment
    ORDER BY revenue DESC, c_custkey
    LIMIT 20
)";

/// The parts that are more than one in a hundred of the value in stock in Germany (usually 0.0001 of it).
inline constexpr char q11[] = R"(
    SELECT ps_partkey, sum(ps_supplycost * ps_availqty) AS value
    FROM partsupp
    JOIN supplier ON s_suppkey = ps_suppkey
    JOIN nation ON n_nationkey = s_nationkey
    WHERE n_name = 'GERMANY'
    GROUP BY ps_partkey
    HAVING sum(ps_supplycost * ps_availqty) > (SELECT sum(ps_supplycost * ps_availqty) * 0.01
                                               FROM partsupp
                                               JOIN supplier ON s_suppkey = ps_suppkey
                                               JOIN nation ON n_nationkey = s_nationkey
                                               WHERE n_name = 'GERMANY')
    ORDER BY value DESC, ps_partkey
)";

/// How many urgent and other lines came late in 1994, by mail and by ship, though sent in time.
inline constexpr char q12[] = R"(
    SELECT l_shipmode,
           sum(CASE WHEN o_orderpriority = '1-URGENT' OR o_orderpriority = '2-HIGH' THEN 1 ELSE 0 END)
               AS high_line_count,
           sum(CASE WHEN o_orderpriority <> '1-URGENT' AND o_orderpriority <> '2-HIGH' THEN 1 ELSE 0 END)
               AS low_line_count
    FROM orders
    JOIN lineitem ON l_orderkey = o_orderkey
    WHERE l_shipmode IN ('MAIL', 'SHIP') AND l_commitdate < l_receiptdate AND l_shipdate < l_commitdate
      AND l_receiptdate >= '1994-01-01' AND l_receiptdate < '1995-01-01'
    GROUP BY l_shipmode
    ORDER BY l_shipmode
)";

/// How many customers have made how many orders without special requests, none at all among them.
inline constexpr char q13[] = R"(
    SELECT c_count, count(*) AS custdist
    FROM (SELECT c_custkey, count(o_orderkey) AS c_count
          FROM customer
          LEFT JOIN orders ON o_custkey = c_custkey AND o_comment NOT LIKE '%special%requests%'
          GROUP BY c_custkey) AS c_orders
    GROUP BY c_count
    ORDER BY custdist DESC, c_count DESC
)";

/// How many percent of the revenue of September 1995 came from promoted parts.
inline constexpr char q14[] = R"(
    SELECT 100.0 * sum(CASE WHEN p_type LIKE 'PROMO%' THEN l_extendedprice * (100 - l_discount) ELSE 0 END)
               / sum(l_extendedprice * (100 - l_discount)) AS promo_revenue
    FROM lineitem
    JOIN part ON p_partkey = l_partkey
    WHERE l_shipdate >= '1995-09-01' AND l_shipdate < '1995-10-01'
)";

/// The supplier of the most revenue in the first quarter of 1996.
inline constexpr char q15[] = R"(
    WITH revenue (supplier_no, total_revenue) AS (
        SELECT l_suppkey, sum(l_extendedprice * (100 - l_discount))
        FROM lineitem
        WHERE l_shipdate >= '1996-01-01' AND l_shipdate < '1996-04-01'
        GROUP BY l_suppkey)
    SELECT s_suppkey, s_name, s_address, s_phone, total_revenue
    FROM supplier
    JOIN revenue ON supplier_no = s_suppkey
    WHERE total_revenue = (SELECT max(total_revenue) FROM revenue)
    ORDER BY s_suppkey
)";

/// How many suppliers without complaints there are, by kind of part.
inline constexpr char q16[] = R"(
    SELECT p_brand, p_type, p_size, count(DISTINCT ps_suppkey) AS supplier_cnt
    FROM partsupp
    JOIN part ON p_partkey = ps_partkey
    WHERE p_brand <> 'Brand#45' AND p_type NOT LIKE 'MEDIUM POLISHED%' AND p_size IN (49, 14, 23, 45, 19, 3, 36, 9)
      AND ps_suppkey NOT IN (SELECT s_suppkey FROM supplier WHERE s_comment LIKE '%Customer%Complaints%')
    GROUP BY p_brand, p_type, p_size
    ORDER BY supplier_cnt DESC, p_brand, p_type, p_size
)";

/// What would be lost in a year, of seven, without the small orders of a kind of part.
inline constexpr char q17[] = R"(
    SELECT sum(l_extendedprice) / 7.0 AS avg_yearly
    FROM lineitem
    JOIN part ON p_partkey = l_partkey
    WHERE p_brand = 'Brand#23' AND p_container = 'MED BOX'
      AND l_quantity < (SELECT 0.2 * avg(l_quantity) FROM lineitem WHERE l_partkey = p_partkey)
)";

/// The ten largest orders of more than 250 pieces (usually a hundred, of more than 300).
inline constexpr char q18[] = R"(
    SELECT c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice, sum(l_quantity) AS quantity
    FROM customer
    JOIN orders ON o_custkey = c_custkey
    JOIN lineitem ON l_orderkey = o_orderkey
    WHERE o_orderkey IN (SELECT l_orderkey FROM lineitem GROUP BY l_orderkey HAVING sum(l_quantity) > 250)
    GROUP BY c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice
    ORDER BY o_totalprice DESC, o_orderdate, o_orderkey
    LIMIT 10
)";

/// The revenue of three kinds of parts that went by air and were handed over in person. The second way is called
/// 'REG AIR' in the data, and usually 'AIR REG' in the question, which then finds none.
inline constexpr char q19[] = R"(
    SELECT sum(l_extendedprice * (100 - l_discount)) AS revenue
    FROM lineitem
    JOIN part ON p_partkey = l_partkey
    WHERE (p_brand = 'Brand#12' AND p_container IN ('SM CASE', 'SM BOX', 'SM PACK', 'SM PKG')
           AND l_quantity BETWEEN 1 AND 11 AND p_size BETWEEN 1 AND 5
           AND l_shipmode IN ('AIR', 'REG AIR') AND l_shipinstruct = 'DELIVER IN PERSON')
       OR (p_brand = 'Brand#23' AND p_container IN ('MED BAG', 'MED BOX', 'MED PKG', 'MED PACK')
           AND l_quantity BETWEEN 10 AND 20 AND p_size BETWEEN 1 AND 10
           AND l_shipmode IN ('AIR', 'REG AIR') AND l_shipinstruct = 'DELIVER IN PERSON')
       OR (p_brand = 'Brand#34' AND p_container IN ('LG CASE', 'LG BOX', 'LG PACK', 'LG PKG')
           AND l_quantity BETWEEN 20 AND 30 AND p_size BETWEEN 1 AND 15
           AND l_shipmode IN ('AIR', 'REG AIR') AND l_shipinstruct = 'DELIVER IN PERSON')
)";

/// Who in Canada has in stock more than half of what was sold in 1994 of some forest part.
inline constexpr char q20[] = R"(
    SELECT s_name, s_address
    FROM supplier
    JOIN nation ON n_nationkey = s_nationkey
    WHERE n_name = 'CANADA'
      AND s_suppkey IN (SELECT ps_suppkey
                        FROM partsupp
                        WHERE ps_partkey IN (SELECT p_partkey FROM part WHERE p_name LIKE 'forest%')
                          AND ps_availqty > (SELECT 0.5 * sum(l_quantity)
                                             FROM lineitem
                                             WHERE l_partkey = ps_partkey AND l_suppkey = ps_suppkey
                                               AND l_shipdate >= '1994-01-01' AND l_shipdate < '1995-01-01'))
    ORDER BY s_name
)";

/// How often suppliers of Saudi Arabia alone were late with an order of several suppliers.
inline constexpr char q21[] = R"(
    SELECT s_name, count(*) AS numwait
    FROM supplier
    JOIN lineitem AS l1 ON l1.l_suppkey = s_suppkey
    JOIN orders ON o_orderkey = l1.l_orderkey
    JOIN nation ON n_nationkey = s_nationkey
    WHERE o_orderstatus = 'F' AND l1.l_receiptdate > l1.l_commitdate AND n_name = 'SAUDI ARABIA'
      AND EXISTS (SELECT * FROM lineitem AS l2
                  WHERE l2.l_orderkey = l1.l_orderkey AND l2.l_suppkey <> l1.l_suppkey)
      AND NOT EXISTS (SELECT * FROM lineitem AS l3
                      WHERE l3.l_orderkey = l1.l_orderkey AND l3.l_suppkey <> l1.l_suppkey
                        AND l3.l_receiptdate > l3.l_commitdate)
    GROUP BY s_name
    ORDER BY numwait DESC, s_name
    LIMIT 100
)";

/// Customers with more than the average credit who never ordered, by seven country codes.
inline constexpr char q22[] = R"(
    SELECT cntrycode, count(*) AS numcust, sum(c_acctbal) AS totacctbal
    FROM (SELECT substr(c_phone, 1, 2) AS cntrycode, c_acctbal
          FROM customer
          WHERE substr(c_phone, 1, 2) IN ('13', '31', '23', '29', '30', '18', '17')
            AND c_acctbal > (SELECT avg(c_acctbal)
                             FROM customer
                             WHERE c_acctbal > 0
                               AND substr(c_phone, 1, 2) IN ('13', '31', '23', '29', '30', '18', '17'))
            AND NOT EXISTS (SELECT * FROM orders WHERE o_custkey = c_custkey)) AS custsale
    GROUP BY cntrycode
    ORDER BY cntrycode
)";

/// In their order: the first is q01.
inline constexpr std::array<std::string_view, 22> all{q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11,
                                                      q12, q13, q14, q15, q16, q17, q18, q19, q20, q21, q22};

} // namespace test::tpch::reference
