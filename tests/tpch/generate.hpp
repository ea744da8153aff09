#pragma once

#include "tpch/tpch.hpp"
#include "tpch/words.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Rows for the tables: the same with every compiler and standard library, hence no distribution of <random>, and no two
// draws in one expression.
namespace test::tpch {

inline constexpr int supplier_count = static_cast<int>(words::nations_of_suppliers.size());
inline constexpr int customer_count = 200;
inline constexpr int part_count = 300;
inline constexpr std::size_t suppliers_of_a_part = 4;
inline constexpr int order_count = 2000;
inline constexpr int most_lines = 7;

/// Orders are made until `last_order`; what has not been received at `today` is still under way.
inline constexpr std::chrono::sys_days first_order = std::chrono::year{1992} / 1 / 1;
inline constexpr std::chrono::sys_days last_order = std::chrono::year{1998} / 8 / 2;
inline constexpr int days_of_orders = static_cast<int>((last_order - first_order).count());
inline constexpr std::chrono::sys_days today = std::chrono::year{1995} / 6 / 17;

struct contents {
    std::vector<Region> region;
    std::vector<Nation> nation;
    std::vector<Supplier> supplier;
    std::vector<Customer> customer;
    std::vector<Part> part;
    std::vector<Partsupp> partsupp;
    std::vector<Orders> orders;
    std::vector<Lineitem> lineitem;

    friend bool operator==(const contents&, const contents&) = default;
};

/// Numbers by the method of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
class draws {
public:
    explicit constexpr draws(std::uint64_t seed) : state_(seed) {}

    /// From `low` to `high`, both included.
    constexpr int between(int low, int high) {
        const auto span = static_cast<std::uint64_t>(high - low + 1);
        return low + static_cast<int>(next() % span);
    }
    constexpr bool one_in(int chances) { return between(1, chances) == 1; }
    template <class Value, std::size_t Size>
    constexpr const Value& one_of(const std::array<Value, Size>& list) {
        return list[static_cast<std::size_t>(next() % Size)];
    }

private:
    std::uint64_t state_;

    constexpr std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }
};

class generator {
public:
    contents operator()() {
        add_nations();
        add_suppliers();
        add_customers();
        add_parts();
        add_orders();
        return std::move(made_);
    }

private:
    draws draw_{19920101};
    contents made_;

    void add_nations() {
        for (const auto name : words::regions) {
            const auto key = static_cast<std::int64_t>(made_.region.size());
            made_.region.push_back({key, std::string(name), comment()});
        }
        for (const auto& [name, region] : words::nations) {
            const auto key = static_cast<std::int64_t>(made_.nation.size());
            made_.nation.push_back({key, std::string(name), region, comment()});
        }
    }

    void add_suppliers() {
        for (int key = 1; key <= supplier_count; ++key) {
            Supplier& supplier = made_.supplier.emplace_back();
            const int nation = words::nations_of_suppliers[static_cast<std::size_t>(key - 1)];
            supplier.s_suppkey = key;
            supplier.s_name = numbered("Supplier#", key);
            supplier.s_address = address();
            supplier.s_nationkey = nation;
            supplier.s_phone = phone(nation);
            supplier.s_acctbal = draw_.between(-999'99, 9999'99);
            supplier.s_comment = comment();
            if (key % 10 == 5) supplier.s_comment += phrase("Customer", "Complaints");
            if (key % 10 == 6) supplier.s_comment += phrase("Customer", "Recommends");
        }
    }

    void add_customers() {
        for (int key = 1; key <= customer_count; ++key) {
            Customer& customer = made_.customer.emplace_back();
            const bool near_a_supplier = draw_.one_in(2); // or two nations would hardly trade with each other
            const int nation = near_a_supplier ? draw_.one_of(words::nations_of_suppliers)
                                               : draw_.between(0, static_cast<int>(words::nations.size()) - 1);
            customer.c_custkey = key;
            customer.c_name = numbered("Customer#", key);
            customer.c_address = address();
            customer.c_nationkey = nation;
            customer.c_phone = phone(nation);
            customer.c_acctbal = draw_.between(-999'99, 9999'99);
            customer.c_mktsegment = draw_.one_of(words::segments);
            customer.c_comment = comment();
        }
    }

    void add_parts() {
        for (int key = 1; key <= part_count; ++key) {
            Part& part = made_.part.emplace_back();
            part.p_partkey = key;
            part.p_name = draw_.one_of(words::colours);
            for (int i = 0; i < 3; ++i) part.p_name.append(1, ' ').append(draw_.one_of(words::colours));
            const int maker = draw_.between(1, 5);
            part.p_mfgr = "Manufacturer#" + std::to_string(maker);
            part.p_brand = "Brand#" + std::to_string(10 * maker + draw_.between(1, 5));
            part.p_type = draw_.one_of(words::finishes);
            part.p_type.append(1, ' ').append(draw_.one_of(words::treatments));
            part.p_type.append(1, ' ').append(draw_.one_of(words::metals));
            part.p_size = draw_.between(1, 50);
            part.p_container = draw_.one_of(words::container_sizes);
            part.p_container.append(1, ' ').append(draw_.one_of(words::container_forms));
            part.p_retailprice = draw_.between(900'00, 2000'00);
            part.p_comment = comment();
            favour(part);
            add_suppliers_of(key);
        }
    }

    /// Makes seven parts in eight what some query looks for, or nearly: of so few, hardly one would be so by chance.
    void favour(Part& part) {
        static constexpr std::array<std::string_view, 4> forms{"BOX", "BOX", "CASE", "DRUM"};
        const auto form = std::string(draw_.one_of(forms));
        switch (part.p_partkey % 8) {
        case 0:
            part.p_size = 15;
            break;
        case 1:
            part.p_type = "ECONOMY ANODIZED STEEL";
            break;
        case 2:
            part.p_type.replace(part.p_type.rfind(' '), std::string::npos, " BRASS");
            part.p_size = 15;
            break;
        case 3:
            make_brand(part, 1, 2, "SM " + form, 10);
            break;
        case 4:
            make_brand(part, 2, 3, "MED " + form, 20);
            break;
        case 5:
            make_brand(part, 3, 4, "LG " + form, 30);
            break;
        case 6:
            part.p_mfgr = "Manufacturer#4";
            part.p_brand = "Brand#45";
            break;
        default:
            break;
        }
    }
    void make_brand(Part& part, int maker, int number, std::string container, int largest) {
        part.p_mfgr = "Manufacturer#" + std::to_string(maker);
        part.p_brand = "Brand#" + std::to_string(10 * maker + number);
        part.p_container = std::move(container);
        part.p_size = draw_.between(1, largest);
    }

    void add_suppliers_of(int part) {
        std::set<int> chosen;
        while (chosen.size() < suppliers_of_a_part) chosen.insert(draw_.between(1, supplier_count));
        for (const int supplier : chosen) {
            Partsupp& row = made_.partsupp.emplace_back();
            row.ps_partkey = part;
            row.ps_suppkey = supplier;
            row.ps_availqty = draw_.between(1, 40);
            row.ps_supplycost = draw_.between(1'00, 1000'00);
            row.ps_comment = comment();
        }
    }

    void add_orders() {
        for (int number = 0; number < order_count; ++number) {
            Orders order;
            order.o_orderkey = number / 8 * 32 + number % 8 + 1; // with gaps
            do order.o_custkey = draw_.between(1, customer_count);
            while (order.o_custkey % 3 == 0); // a third of the customers never orders
            const auto made_on = first_order + std::chrono::days{draw_.between(0, days_of_orders)};
            order.o_orderdate = made_on;
            order.o_orderpriority = draw_.one_of(words::priorities);
            order.o_clerk = numbered("Clerk#", draw_.between(1, 10));
            order.o_comment = comment();
            if (draw_.one_in(8)) order.o_comment += phrase("special", "requests");
            if (draw_.one_in(8)) order.o_comment += phrase("requests", "nothing special");
            add_lines(order, made_on);
            made_.orders.push_back(std::move(order));
        }
    }

    void add_lines(Orders& order, std::chrono::sys_days made_on) {
        const int lines = draw_.between(1, most_lines);
        int shipped = 0;
        std::int64_t price = 0;
        for (int number = 1; number <= lines; ++number) {
            Lineitem& line = made_.lineitem.emplace_back();
            const Partsupp& source =
                made_.partsupp[static_cast<std::size_t>(draw_.between(0, static_cast<int>(made_.partsupp.size()) - 1))];
            const Part& part = made_.part[static_cast<std::size_t>(source.ps_partkey - 1)];
            line.l_orderkey = order.o_orderkey;
            line.l_partkey = source.ps_partkey;
            line.l_suppkey = source.ps_suppkey;
            line.l_linenumber = number;
            line.l_quantity = draw_.between(1, 50);
            line.l_extendedprice = line.l_quantity * part.p_retailprice;
            line.l_discount = draw_.between(0, 10);
            line.l_tax = draw_.between(0, 8);
            const auto shipped_on = made_on + std::chrono::days{draw_.between(1, 121)};
            const auto received_on = shipped_on + std::chrono::days{draw_.between(1, 30)};
            line.l_shipdate = shipped_on;
            line.l_commitdate = made_on + std::chrono::days{draw_.between(30, 90)};
            line.l_receiptdate = received_on;
            const bool returned = draw_.one_in(2);
            line.l_returnflag = received_on > today ? "N" : returned ? "R" : "A";
            line.l_linestatus = shipped_on > today ? "O" : "F";
            line.l_shipinstruct = draw_.one_of(words::instructions);
            line.l_shipmode = draw_.one_of(words::ship_modes);
            line.l_comment = comment();
            shipped += shipped_on > today ? 0 : 1;
            price += line.l_extendedprice * (100 - line.l_discount) * (100 + line.l_tax);
        }
        order.o_orderstatus = shipped == lines ? "F" : shipped == 0 ? "O" : "P";
        order.o_totalprice = (price + 5000) / 10000;
    }

    static std::string numbered(std::string_view what, int number) {
        const std::string digits = std::to_string(number);
        return std::string(what).append(9 - digits.size(), '0').append(digits);
    }
    std::string address() {
        std::string text = std::to_string(draw_.between(1, 250));
        text.append(1, ' ').append(draw_.one_of(words::streets));
        return text;
    }
    std::string phone(int nation) {
        std::string text = std::to_string(10 + nation);
        text.append(1, '-').append(std::to_string(draw_.between(100, 999)));
        text.append(1, '-').append(std::to_string(draw_.between(100, 999)));
        text.append(1, '-').append(std::to_string(draw_.between(1000, 9999)));
        return text;
    }
    std::string comment() {
        std::string text(draw_.one_of(words::of_comments));
        for (int more = draw_.between(1, 5); more > 0; --more)
            text.append(1, ' ').append(draw_.one_of(words::of_comments));
        return text;
    }
    /// Two words with another one between them, to be added to a comment.
    std::string phrase(std::string_view first, std::string_view last) {
        std::string text(1, ' ');
        text.append(first).append(1, ' ').append(draw_.one_of(words::of_comments)).append(1, ' ').append(last);
        return text;
    }
};

inline contents generate() { return generator()(); }

/// Creates the tables and puts the rows in.
template <class Database>
void fill(rowan::connection<Database>& db) {
    const contents rows = generate();
    db.create_tables();
    auto scope = db.begin();
    db.insert(rows.region);
    db.insert(rows.nation);
    db.insert(rows.supplier);
    db.insert(rows.customer);
    db.insert(rows.part);
    db.insert(rows.partsupp);
    db.insert(rows.orders);
    db.insert(rows.lineitem);
    scope.commit();
}

} // namespace test::tpch
