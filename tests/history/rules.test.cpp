#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace history_rules_test {

struct Item {
    std::int64_t id = 0;
    std::optional<int> value;
};
struct Cell {
    std::string sheet;
    int place = 0;
    std::optional<int> value;
};

} // namespace history_rules_test

template <>
inline constexpr auto rowan::table<history_rules_test::Cell> = rowan::define<history_rules_test::Cell>(
    "cells", rowan::primary_key<&history_rules_test::Cell::sheet, &history_rules_test::Cell::place>);
template <>
inline constexpr auto rowan::history<history_rules_test::Item> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_rules_test::Cell> = rowan::versioned{};

namespace history_rules_test {

using namespace rowan;

template <class Driver>
struct sheets {
    using driver = Driver;
    using tables = rowan::tables<Item, Cell>;
};

/// Writes one row of one table, in one of the ways in which that can be done.
template <class Driver>
struct writer {
    connection<sheets<Driver>>& db;

    virtual ~writer() = default;
    virtual void insert(std::optional<int> value) = 0;
    virtual void update(std::optional<int> value) = 0;
    virtual void remove() = 0;
    virtual std::string versions() = 0;

    explicit writer(connection<sheets<Driver>>& connection) : db(connection) {}

    /// "+5" is an insert, "=6" an update, "-" a removal, "." stands for null.
    void run(const std::string& steps) {
        for (std::size_t i = 0; i < steps.size(); ++i) {
            if (steps[i] == '-') {
                remove();
                continue;
            }
            const char kind = steps[i++];
            const auto value = steps[i] == '.' ? std::nullopt : std::optional(steps[i] - '0');
            if (kind == '+') insert(value);
            else update(value);
        }
    }
};

/// The versions, written as the steps are. Each must end where the next one begins.
template <class Table>
std::string text_of(const std::vector<version<Table>>& versions) {
    std::string text;
    for (std::size_t i = 0; i < versions.size(); ++i) {
        const auto& each = versions[i];
        const auto end = i + 1 < versions.size() ? std::optional(versions[i + 1].transaction.id) : std::nullopt;
        CHECK(each.end_transaction_id == end);
        if (i > 0) CHECK(each.transaction.id > versions[i - 1].transaction.id);
        text += each.operation == version_operation::insert   ? '+'
                : each.operation == version_operation::update ? '='
                                                              : '-';
        if (each.operation != version_operation::remove)
            text += each.row.value ? static_cast<char>('0' + *each.row.value) : '.';
    }
    return text;
}

template <class Driver>
struct item_rows : writer<Driver> {
    using writer<Driver>::writer;
    using writer<Driver>::db;
    void insert(std::optional<int> value) override { db.upsert(Item{1, value}); }
    void update(std::optional<int> value) override { db.update(Item{1, value}); }
    void remove() override { db.template remove<Item>(1); }
    std::string versions() override { return text_of(db.template versions<Item>(1)); }
};
template <class Driver>
struct cell_rows : writer<Driver> {
    using writer<Driver>::writer;
    using writer<Driver>::db;
    void insert(std::optional<int> value) override { db.insert(Cell{"a", 2, value}); }
    void update(std::optional<int> value) override {
        Cell cell{"a", 2, value};
        db.update(cell, only<&Cell::value>);
    }
    void remove() override { db.remove(Cell{"a", 2, {}}); }
    std::string versions() override { return text_of(db.template versions<Cell>("a", 2)); }
};
template <class Driver>
struct cell_ranges : cell_rows<Driver> {
    using cell_rows<Driver>::cell_rows;
    using cell_rows<Driver>::db;
    void insert(std::optional<int> value) override { db.insert(std::vector<Cell>{{"a", 2, value}}); }
    void update(std::optional<int> value) override { db.upsert(Cell{"a", 2, value}); }
};
template <class Driver>
struct cell_statements : cell_rows<Driver> {
    using cell_rows<Driver>::cell_rows;
    using cell_rows<Driver>::db;
    void insert(std::optional<int> value) override {
        db(rowan::insert<Cell>().set(col<&Cell::sheet> = "a", col<&Cell::place> = 2, col<&Cell::value> = value));
    }
    void update(std::optional<int> value) override {
        db(rowan::update<Cell>().set(col<&Cell::value> = value).where(col<&Cell::sheet> == "a"));
    }
    void remove() override { db(rowan::remove<Cell>().where(col<&Cell::place> == 2)); }
};

/// What a transaction does to a row, by what it was before, and the versions that must be there after it.
struct rule {
    const char* name;
    const char* before;
    const char* in_transaction;
    const char* expected;
};
constexpr rule rules[] = {
    {"insert", "", "+1", "+1"},
    {"insert and update", "", "+1=2", "+2"},
    {"insert and two updates", "", "+1=2=3", "+3"},
    {"insert and remove", "", "+1-", ""},
    {"insert, remove and insert", "", "+1-+2", "+2"},
    {"insert, update and remove", "", "+1=2-", ""},
    {"update", "+1", "=2", "+1=2"},
    {"two updates", "+1", "=2=3", "+1=3"},
    {"update to the same", "+1", "=1", "+1"},
    {"update and back", "+1", "=2=1", "+1"},
    {"update, back and on", "+1", "=2=1=3", "+1=3"},
    {"update and remove", "+1", "=2-", "+1-"},
    {"remove", "+1", "-", "+1-"},
    {"remove and insert", "+1", "-+2", "+1=2"},
    {"remove and insert the same", "+1", "-+1", "+1"},
    {"remove, insert and remove", "+1", "-+2-", "+1-"},
    {"remove, insert and update back", "+1", "-+2=1", "+1"},
    {"insert after a removal", "+1-", "+1", "+1-+1"},
    {"insert and remove after a removal", "+1-", "+2-", "+1-"},
    {"insert and update after a removal", "+1-", "+2=3", "+1-+3"},
    {"to null", "+1", "=.", "+1=."},
    {"from null", "+.", "=2", "+.=2"},
    {"null to null", "+.", "=.", "+."},
    {"null, a value and null", "+.", "=1=.", "+."},
    {"a value, null and the value", "+1", "=.=1", "+1"},
    {"null again", "+.", "-+.", "+."},
    {"a third version", "+1=2", "=3", "+1=2=3"},
    {"back to the version before the last", "+1=2", "=1", "+1=2=1"},
};

/// Runs `action(db, row)` on an empty database for each way to write.
template <class Driver, template <class> class... Writers, class Action>
void for_writers(const Action& action) {
    const auto one = [&]<template <class> class Writer>() {
        connection<sheets<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        Writer<Driver> row(db);
        action(db, row);
    };
    (one.template operator()<Writers>(), ...);
}
/// Runs `action(rule, db, row)` on empty tables for each rule and each way to write.
template <class Driver, template <class> class... Writers, class Action>
void for_rules(const Action& action) {
    for_writers<Driver, Writers...>([&](auto& db, auto& row) {
        for (const rule& each : rules) {
            CAPTURE(std::string(each.name));
            action(each, db, row);
            db.execute("DELETE FROM item; DELETE FROM cells");
            db.execute("DELETE FROM item_history; DELETE FROM cells_history; DELETE FROM rowan_transaction");
        }
    });
}

TEST_SUITE("history") {
    TEST_CASE_TEMPLATE("versions tell what a transaction made of a row, by every way to write", Driver, TEST_DRIVERS) {
        for_rules<Driver, item_rows, cell_rows, cell_ranges, cell_statements>(
            [](const rule& each, auto& db, auto& row) {
                db.insert(Cell{"b", 3, 7}); // a neighbour, whose history is its own
                row.run(each.before);
                CHECK(row.versions() == each.before);
                db.transact([&] { row.run(each.in_transaction); });
                CHECK(row.versions() == each.expected);
                CHECK(text_of(db.template versions<Cell>("b", 3)) == "+7");
            });
    }
    TEST_CASE_TEMPLATE("versions tell the same where parts of a transaction are savepoints", Driver, TEST_DRIVERS) {
        for_rules<Driver, item_rows, cell_statements>([](const rule& each, auto& db, auto& row) {
            row.run(each.before);
            db.transact([&] {
                const std::string steps = each.in_transaction;
                for (std::size_t i = 0; i < steps.size();) {
                    const std::size_t size = steps[i] == '-' ? 1 : 2;
                    db.transact([&] { row.run(steps.substr(i, size)); });
                    try { // and what is rolled back has not been
                        db.transact([&] {
                            db.execute("DELETE FROM cells; DELETE FROM item");
                            db.insert(Item{0, 3});
                            throw std::runtime_error("x");
                        });
                    } catch (const std::runtime_error&) {}
                    i += size;
                }
            });
            CHECK(row.versions() == each.expected);
        });
    }
    TEST_CASE_TEMPLATE("without a transaction each write that changes something is a version", Driver, TEST_DRIVERS) {
        for_writers<Driver, item_rows, cell_rows, cell_ranges, cell_statements>([&](auto& db, auto& row) {
            row.run("+1=2=2=3=.=.-+4=4-");
            CHECK(row.versions() == "+1=2=3=.-+4-");
            CHECK(db.template versions<Cell>("x", 2).empty());
        });
    }
    TEST_CASE_TEMPLATE("what is rolled back leaves no version", Driver, TEST_DRIVERS) {
        for_rules<Driver, item_rows, cell_rows, cell_statements>([](const rule& each, auto& db, auto& row) {
            row.run(each.before);
            const auto records = db.transactions();
            {
                const auto tx = db.begin();
                row.run(each.in_transaction);
            }
            CHECK(row.versions() == each.before);
            CHECK(db.transactions() == records);
            db.transact([&] { row.run(each.in_transaction); });
            CHECK(row.versions() == each.expected);
        });
    }
    TEST_CASE_TEMPLATE("an update after a rollback to a savepoint is recorded", Driver, TEST_DRIVERS) {
        connection<sheets<Driver>> db(test::empty_database<Driver>::name());
        db.create_tables();
        cell_rows<Driver> row(db);
        row.run("+1");
        auto tx = db.begin({.actor = "ann"});
        SUBCASE("that had the first write of the transaction") {
            auto savepoint = db.begin();
            row.run("=2");
            savepoint.rollback();
            row.run("=3");
        }
        SUBCASE("after a first write") {
            row.run("=4");
            auto savepoint = db.begin();
            row.run("=2");
            savepoint.rollback();
            row.run("=3");
        }
        SUBCASE("deep within others") {
            auto outer = db.begin();
            {
                auto inner = db.begin();
                auto innermost = db.begin();
                row.run("=2");
                innermost.commit();
                inner.commit();
            }
            outer.rollback();
            auto other = db.begin();
            row.run("=3");
            other.commit();
        }
        tx.commit();
        CHECK(row.versions() == "+1=3");
        CHECK(db.template versions<Cell>("a", 2).back().transaction.actor == "ann");
    }
}

} // namespace history_rules_test
