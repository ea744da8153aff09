#include "support/drivers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

// Transactions of three programs that are open at the same time, at all isolation levels: one thread does their steps in a random
// order, and so knows the order of their commits. A statement that waits for a lock is one that waits for ever.
namespace history_overlap_test {

struct Shelf {
    std::string name;
    int width = 0;
};
struct Book {
    std::string place;
    std::string shelf;
    int year = 0;
};

} // namespace history_overlap_test

template <>
inline constexpr auto rowan::table<history_overlap_test::Shelf> =
    rowan::define<history_overlap_test::Shelf>(rowan::primary_key<&history_overlap_test::Shelf::name>);
template <>
inline constexpr auto rowan::table<history_overlap_test::Book> = rowan::define<history_overlap_test::Book>(
    rowan::primary_key<&history_overlap_test::Book::place>,
    rowan::foreign_key<&history_overlap_test::Book::shelf>.references<&history_overlap_test::Shelf::name>());
template <>
inline constexpr auto rowan::history<history_overlap_test::Shelf> = rowan::versioned{};
template <>
inline constexpr auto rowan::history<history_overlap_test::Book> = rowan::versioned{};

namespace history_overlap_test {

using namespace rowan;

struct library {
    using driver = postgres;
    using tables = rowan::tables<Shelf, Book>;
};

constexpr isolation_level levels[] = {isolation_level::read_committed, isolation_level::repeatable_read,
                                      isolation_level::serializable};
constexpr const char* words[] = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"};

/// A change of one or more rows.
struct change_of_rows {
    enum kinds { put, add, remove_book, age, widen, remove_shelf };
    kinds kind = put;
    Book book;
    Shelf shelf;
    bool is_undone = false; // by a savepoint
};

/// A program that writes.
struct program {
    virtual ~program() = default;
    virtual void begin(int level) = 0;
    virtual void look() = 0;
    virtual void write(const change_of_rows& what) = 0;
    virtual void commit() = 0;
    virtual void rollback() = 0;
};

class rowan_program : public program {
public:
    explicit rowan_program(const std::string& name) : db_(name) { db_.execute("SET lock_timeout = '1ms'"); }

    void begin(int level) override {
        open_ = std::make_unique<transaction<connection<library>>>(
            db_, transaction_options{.actor = "rowan", .isolation = levels[level]});
    }
    void look() override { (void)db_(select<Shelf>()).all(); }
    void write(const change_of_rows& what) override {
        if (!what.is_undone) return change(what);
        const auto savepoint = db_.begin();
        change(what);
    }
    void commit() override {
        open_->commit();
        open_.reset();
    }
    void rollback() override { open_.reset(); }

private:
    void change(const change_of_rows& what) {
        constexpr auto place = col<&Book::place>;
        switch (what.kind) {
        case change_of_rows::put:
            db_.upsert(what.book);
            break;
        case change_of_rows::add:
            db_.insert(what.book);
            break;
        case change_of_rows::remove_book:
            db_.remove<Book>(what.book.place);
            break;
        case change_of_rows::age:
            db_(update<Book>().set(col<&Book::year> = what.book.year).where(place >= what.book.place));
            break;
        case change_of_rows::widen:
            db_.upsert(what.shelf);
            break;
        case change_of_rows::remove_shelf:
            db_.remove<Shelf>(what.shelf.name);
            break;
        }
    }

    connection<library> db_;
    std::unique_ptr<transaction<connection<library>>> open_;
};

/// As psql does it.
class other_program : public program {
public:
    explicit other_program(const std::string& name) : sql_(name) { sql_("SET lock_timeout = '1ms'"); }

    void begin(int level) override { sql_(std::string("BEGIN ISOLATION LEVEL ") + words[level]); }
    void look() override { sql_("TABLE book"); }
    void write(const change_of_rows& what) override {
        sql_(what.is_undone ? "SAVEPOINT s; " + text(what) + "; ROLLBACK TO s" : text(what));
    }
    void commit() override { sql_("COMMIT"); }
    void rollback() override { sql_("ROLLBACK"); }

private:
    static std::string text(const change_of_rows& what) {
        const std::string place = "'" + what.book.place + "'", year = std::to_string(what.book.year),
                          name = "'" + what.shelf.name + "'", width = std::to_string(what.shelf.width),
                          insertion =
                              "INSERT INTO book VALUES (" + place + ", '" + what.book.shelf + "', " + year + ")";
        switch (what.kind) {
        case change_of_rows::put:
            return insertion + " ON CONFLICT (place) DO UPDATE SET shelf = excluded.shelf, year = excluded.year";
        case change_of_rows::add:
            return insertion;
        case change_of_rows::remove_book:
            return "DELETE FROM book WHERE place = " + place;
        case change_of_rows::age:
            return "UPDATE book SET year = " + year + " WHERE place >= " + place;
        case change_of_rows::widen:
            return "INSERT INTO shelf VALUES (" + name + ", " + width +
                   ") ON CONFLICT (name) DO UPDATE SET width = " + width;
        default:
            return "DELETE FROM shelf WHERE name = " + name;
        }
    }

    test::raw_postgres sql_;
};

/// Plays rounds, in each of which every program has a transaction, and counts what comes of them.
class overlapping_programs {
public:
    int rounds = 0, overlaps = 0, bad = 0;

    explicit overlapping_programs(unsigned seed) : random_(seed) {
        reader_.create_tables();
        for (const char* name : {"a", "b"}) reader_.insert(Shelf{name, 0});
        programs_.push_back(std::make_unique<rowan_program>(database_.name()));
        programs_.push_back(std::make_unique<rowan_program>(database_.name()));
        programs_.push_back(std::make_unique<other_program>(database_.name()));
        past_.push_back({last_number(), now()});
    }
    /// Removes a part of the text of a function of the database.
    void take_out(const std::string& function, const std::string& part) {
        test::raw_postgres sql(database_.name());
        std::string text = sql("SELECT pg_get_functiondef('" + function + "'::regproc)");
        const auto place = text.find(part);
        REQUIRE(place != std::string::npos);
        sql(text.erase(place, part.size()));
    }
    void play_round() {
        const std::int64_t before = last_number();
        // In some rounds each adds or removes the same book.
        const std::vector<Book> books = reader_(select<Book>()).all();
        const bool is_of_one = !books.empty() && pick(4) == 0;
        std::vector<std::string> states{now()};
        struct player {
            program* who;
            int steps; // -1: it has ended
            int begun = -1;
        };
        std::vector<player> players;
        for (const auto& each : programs_) players.push_back({each.get(), is_of_one ? 1 : 1 + pick(3)});
        std::vector<std::pair<int, int>> written; // from when to when those were open that changed something
        for (int step = 0;; ++step) {
            std::vector<player*> open;
            for (player& each : players)
                if (each.steps >= 0) open.push_back(&each);
            if (open.empty()) break;
            player& one = *open[static_cast<std::size_t>(pick(static_cast<int>(open.size())))];
            try {
                if (one.begun < 0) {
                    one.who->begin(pick(3));
                    if (pick(4) != 0) one.who->look(); // has its snapshot from here on
                    one.begun = step;
                } else if (one.steps-- > 0) one.who->write(pick_change(books, is_of_one));
                else if (pick(12) == 0) one.who->rollback();
                else {
                    one.who->commit();
                    if (auto state = now(); state != states.back()) {
                        states.push_back(std::move(state));
                        written.emplace_back(one.begun, step);
                    }
                }
            } catch (const std::exception&) { // a conflict with another, or with a key
                one.who->rollback();
                one.steps = -1;
            }
        }
        ++rounds;
        // They are in the order of their ends.
        if (std::adjacent_find(written.begin(), written.end(), [](const auto& one, const auto& next) {
                return next.first < one.second;
            }) != written.end())
            ++overlaps;
        if (!check(before, states)) ++bad;
    }
    /// What was the past is so still.
    void check_past() {
        for (const auto& [number, state] : past_) CHECK(as_of(number) == state);
    }

private:
    int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
    /// Often a book as it was when the round began: that it was removed meanwhile, an old snapshot does not show.
    change_of_rows pick_change(const std::vector<Book>& books, bool is_of_one) {
        using enum change_of_rows::kinds;
        constexpr change_of_rows::kinds kinds[] = {put,         put, put,   put,   add,
                                                   remove_book, age, widen, widen, remove_shelf};
        change_of_rows what;
        what.kind = kinds[pick(10)];
        what.book = {std::to_string(pick(10)), pick(2) == 0 ? "a" : "b", pick(2)};
        if (what.kind == age) what.book.place = "8";
        what.shelf = {std::string(1, "abcd"[pick(4)]), pick(3)};
        if (what.kind == remove_shelf) what.shelf.name = pick(2) == 0 ? "c" : "d";
        if (is_of_one) {
            what.book = books.front();
            what.kind = pick(2) == 0 ? add : remove_book;
        }
        what.is_undone = pick(12) == 0;
        return what;
    }

    template <class Books, class Shelves>
    std::string text_of(const Books& books, const Shelves& shelves) {
        std::set<std::string> rows;
        for (const Book& each : reader_(books)) rows.insert(each.place + each.shelf + std::to_string(each.year));
        for (const Shelf& each : reader_(shelves)) rows.insert(each.name + std::to_string(each.width));
        std::string text;
        for (const std::string& row : rows) text += row + " ";
        return text;
    }
    std::string now() { return text_of(select<Book>(), select<Shelf>()); }
    std::string as_of(std::int64_t number) {
        return text_of(select<Book>().as_of(number), select<Shelf>().as_of(number));
    }
    std::int64_t last_number() { return reader_.transactions().back().id; }

    /// Whether the transactions since `before` have numbers in the order of their commits, and the past is as it was then.
    bool check(std::int64_t before, const std::vector<std::string>& states) {
        std::vector<std::int64_t> numbers;
        for (const auto& record : reader_.transactions())
            if (record.id > before &&
                !(reader_.versions_in<Book>(record.id).empty() && reader_.versions_in<Shelf>(record.id).empty()))
                numbers.push_back(record.id);
        if (numbers.size() + 1 != states.size()) return false;
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            past_.emplace_back(numbers[i], states[i + 1]);
            if (as_of(numbers[i]) != states[i + 1]) return false;
        }
        return true;
    }

    test::lasting_database<postgres> database_;
    connection<library> reader_{database_.name()};
    std::vector<std::unique_ptr<program>> programs_;
    std::mt19937 random_;
    std::vector<std::pair<std::int64_t, std::string>> past_;
};

TEST_SUITE("history") {
    TEST_CASE("transactions that overlap are in the past as they were committed, at every isolation level") {
        overlapping_programs here(1);
        while (here.rounds < 180) here.play_round();
        CHECK(here.bad == 0);
        CHECK(here.overlaps * 10 >= here.rounds * 3);
        here.check_past();
    }
    TEST_CASE("without a lock on the newest version that an old snapshot shows, a version of them is lost") {
        overlapping_programs here(1);
        here.take_out("book_history_new", " FOR UPDATE");
        while (here.bad == 0 && here.rounds < 400) here.play_round();
        CHECK(here.bad > 0);
    }
    TEST_CASE("with the latest number that an old snapshot shows, they are in another order") {
        overlapping_programs here(1);
        here.take_out("rowan_transaction_last",
                      "current_setting('transaction_isolation') IN ('repeatable read', 'serializable') OR ");
        while (here.bad == 0 && here.rounds < 400) here.play_round();
        CHECK(here.bad > 0);
    }
}

} // namespace history_overlap_test
