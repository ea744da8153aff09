// `best`: what the best program does by hand that calls functions with the rows that the database holds. `returning` updates a set with
// RETURNING, and does not see what triggers do after it; `unread` is a bulk insert that calls the functions with the rows that it was given.

#include "operations.hpp"
#include "sqlite/best_rows.hpp"

#include <array>
#include <chrono>

namespace bench {
namespace {

/// A database with functions that are told of something.
template <std::size_t Handlers>
class by_hand {
public:
    std::size_t limit() const { return 0; }
    void empty() { execute(database_.get(), "DELETE FROM users"); }
    std::uint64_t heard() const {
        std::uint64_t all = 0;
        for (const std::uint64_t each : sums_) all += each;
        return all;
    }

protected:
    by_hand() : database_{open()} { array_table<user_source>::create(database_.get()); }

    statement_handle prepare(std::string_view sql) const {
        return bench::prepare(database_.get(), sql, SQLITE_PREPARE_PERSISTENT);
    }
    static void bind_text(sqlite3_stmt* statement, int index, std::string_view text) {
        sqlite3_bind_text(statement, index, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    }
    bool next(sqlite3_stmt* statement) const {
        const int code = sqlite3_step(statement);
        if (code != SQLITE_ROW && code != SQLITE_DONE) fail(database_.get());
        return code == SQLITE_ROW;
    }
    void run_once(const statement_handle& statement) const {
        const reset_at_exit reset{statement.get()};
        if (sqlite3_step(statement.get()) != SQLITE_DONE) fail(database_.get());
    }
    /// Calls the functions.
    void tell(std::uint64_t told) {
        for (std::uint64_t& each : sums_) each += told;
    }
    void insert_rows(const statement_handle& statement, std::vector<User>& users) const {
        const reset_at_exit reset{statement.get()};
        user_source source{&users};
        bind_source(statement.get(), 1, source);
        if (sqlite3_step(statement.get()) != SQLITE_DONE) fail(database_.get());
        // Consecutive, as no id is given, there is no trigger, and the greatest possible id is far away.
        std::int64_t id = sqlite3_last_insert_rowid(database_.get());
        for (auto user = users.rbegin(); user != users.rend(); ++user) user->id = id--;
    }

    database_handle database_; // before the statements, so that it is closed after them
    statement_handle begin_ = prepare("BEGIN IMMEDIATE"), commit_ = prepare("COMMIT"), rollback_ = prepare("ROLLBACK");

    /// A function that is called may throw: then all is taken back.
    template <class Function>
    void transact(const Function& function) {
        run_once(begin_);
        try {
            function();
            run_once(commit_);
        } catch (...) {
            run_once(rollback_);
            throw;
        }
    }

private:
    static database_handle open() {
        sqlite3* opened = nullptr;
        constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
        const int code = sqlite3_open_v2(":memory:", &opened, flags, nullptr);
        database_handle database{opened};
        check(code, opened);
        execute(opened, schema_sql.data());
        return database;
    }

    std::array<std::uint64_t, Handlers> sums_{};
};

template <std::size_t Handlers>
class insert_of_one : public by_hand<Handlers> {
public:
    void run() {
        if constexpr (Handlers == 0) insert();
        else
            this->transact([&] {
                insert();
                const reset_at_exit reset{select_.get()};
                sqlite3_bind_int64(select_.get(), 1, user_.id);
                if (!this->next(select_.get())) throw sqlite_failure{"no such user"};
                const User stored = user_of(column_row{select_.get()});
                this->tell(stored.name.size());
            });
    }
    std::size_t limit() const { return 20'000; }
    std::uint64_t expected() const { return Handlers * user_.name.size(); }

private:
    void insert() {
        const reset_at_exit reset{insert_.get()};
        this->bind_text(insert_.get(), 1, user_.name);
        this->bind_text(insert_.get(), 2, *user_.hair_color);
        this->next(insert_.get());
        user_.id = sqlite3_last_insert_rowid(this->database_.get());
    }

    statement_handle insert_ = this->prepare("INSERT INTO users (name, hair_color) VALUES (?, ?)"),
                     select_ = this->prepare("SELECT id, name, hair_color FROM users WHERE id = ?1");
    User user_ = make_users(1).front();
};

enum class told { as_given, as_stored };

template <told Told>
class insert_of_range : public by_hand<1> {
public:
    void run() {
        this->transact([&] {
            this->insert_rows(insert_, users_);
            if constexpr (Told == told::as_given)
                for (const User& user : users_) this->tell(user.name.size());
            if constexpr (Told == told::as_stored) {
                const reset_at_exit reset{select_.get()};
                sqlite3_bind_int64(select_.get(), 1, users_.front().id);
                sqlite3_bind_int64(select_.get(), 2, users_.back().id);
                while (this->next(select_.get())) {
                    const User stored = user_of(column_row{select_.get()});
                    this->tell(stored.name.size());
                }
            }
        });
    }
    std::size_t limit() const { return 2; }
    std::uint64_t expected() const { return names_of(users_); }

private:
    statement_handle insert_ = this->prepare(
                         "INSERT INTO users (name, hair_color) SELECT name, hair_color FROM user_source(?1)"),
                     select_ = this->prepare("SELECT id, name, hair_color FROM users WHERE id BETWEEN ?1 AND ?2");
    std::vector<User> users_ = make_users(rows_of_set);
};

enum class read_again { by_returning, by_select };

/// All rows of a table, or every second one of twice as many.
template <read_again How, bool IsScattered>
class update_of_set : public by_hand<1> {
public:
    update_of_set() {
        insert_rows(prepare("INSERT INTO users (name, hair_color) SELECT name, hair_color FROM user_source(?1)"),
                    users_);
    }
    void run() {
        is_grey_ = !is_grey_;
        transact([&] {
            std::vector<User> before;
            before.reserve(expected_rows_);
            read([&](auto make) { before.emplace_back(in_place_of{make}); });
            expected_rows_ = before.size();
            std::size_t at = 0;
            const auto told = [&](const User& after) {
                // They come in the order of the keys, which no version of SQLite promises.
                if (at == before.size() || before[at].id != after.id) at = place_of(before, after.id);
                tell(before[at].name.size() + after.name.size());
                ++at;
            };
            {
                const reset_at_exit reset{update_.get()};
                bind_text(update_.get(), 1, is_grey_ ? "grey" : "white");
                sqlite3_bind_int64(update_.get(), 2, IsScattered ? 0 : 1);
                while (next(update_.get())) told(user_of(column_row{update_.get()}));
            }
            if constexpr (How == read_again::by_select) read([&](auto make) { told(make()); });
        });
    }
    std::uint64_t expected() const { return 2 * names_of(users_, IsScattered); }

private:
    template <class Take>
    void read(const Take& take) {
        const reset_at_exit reset{select_.get()};
        sqlite3_bind_int64(select_.get(), 1, IsScattered ? 0 : 1);
        while (next(select_.get())) take([&] { return user_of(column_row{select_.get()}); });
    }
    static std::size_t place_of(const std::vector<User>& users, std::int64_t id) {
        for (std::size_t place = 0; place < users.size(); ++place)
            if (users[place].id == id) return place;
        throw sqlite_failure{"a row was updated that was not selected"};
    }

    static std::string with_condition(std::string text, const char* value) {
        return text + (IsScattered ? " WHERE id % 2 = " : " WHERE id >= ") + value;
    }

    statement_handle select_ = prepare(with_condition("SELECT id, name, hair_color FROM users", "?1")),
                     update_ = prepare(with_condition("UPDATE users SET hair_color = ?1", "?2") +
                                       (How == read_again::by_returning ? " RETURNING id, name, hair_color" : ""));
    std::vector<User> users_ = make_users(IsScattered ? 2 * rows_of_set : rows_of_set);
    std::size_t expected_rows_ = 0;
    bool is_grey_ = false;
};

/// The functions are given the text, the time and the number of rows.
template <std::size_t Handlers>
class point_select : public by_hand<Handlers> {
public:
    point_select() {
        std::vector<User> users = make_users(1000);
        this->insert_rows(
            this->prepare("INSERT INTO users (name, hair_color) SELECT name, hair_color FROM user_source(?1)"), users);
    }
    void run() {
        User user = get(scattered_key(step_++, 1000));
        benchmark::DoNotOptimize(user);
    }
    std::uint64_t expected() const { return 2 * Handlers; }

private:
    User get(std::int64_t id) {
        if constexpr (Handlers == 0) return select(id);
        else {
            std::string_view text = sqlite3_sql(select_.get());
            benchmark::DoNotOptimize(text);
            this->tell(1);
            const auto begin = std::chrono::steady_clock::now();
            User user = select(id);
            const auto elapsed = std::chrono::steady_clock::now() - begin;
            benchmark::DoNotOptimize(text);
            this->tell(1 + (elapsed.count() < 0 ? 1U : 0U));
            return user;
        }
    }
    User select(std::int64_t id) {
        const reset_at_exit reset{select_.get()};
        sqlite3_bind_int64(select_.get(), 1, id);
        if (!this->next(select_.get())) throw sqlite_failure{"no such user"};
        return user_of(column_row{select_.get()});
    }

    statement_handle select_ = this->prepare("SELECT id, name, hair_color FROM users WHERE id = ?1");
    std::size_t step_ = 0;
};

const bool registered =
    register_operation<insert_of_one<0>>("insert", "best", 0) &&
    register_operation<insert_of_one<1>>("insert", "best", 1) &&
    register_operation<insert_of_one<8>>("insert", "best", 8) &&
    register_operation<point_select<0>>("statement", "best", 0) &&
    register_operation<point_select<1>>("statement", "best", 1) &&
    register_operation<point_select<8>>("statement", "best", 8) &&
    register_operation<update_of_set<read_again::by_select, false>>("update", "best", rows_of_set) &&
    register_operation<update_of_set<read_again::by_returning, false>>("update", "returning", rows_of_set) &&
    register_operation<update_of_set<read_again::by_select, true>>("scattered", "best", rows_of_set) &&
    register_operation<update_of_set<read_again::by_returning, true>>("scattered", "returning", rows_of_set) &&
    register_operation<insert_of_range<told::as_stored>>("bulk", "best", rows_of_set) &&
    register_operation<insert_of_range<told::as_given>>("bulk", "unread", rows_of_set);

} // namespace
} // namespace bench
