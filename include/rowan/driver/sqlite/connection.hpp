#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/driver/sqlite/array_table.hpp"
#include "rowan/driver/sqlite/busy_handler.hpp"
#include "rowan/driver/sqlite/error.hpp"
#include "rowan/driver/sqlite/missing_name.hpp"
#include "rowan/driver/sqlite/statement.hpp"

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace rowan {

/// What can be chosen when a SQLite database is opened.
struct sqlite_options {
    bool read_only = false;
    /// False: the file must be there already.
    bool create = true;
    bool foreign_keys = true;
    /// Write-ahead log: readers and a writer do not wait for each other (sqlite.org/wal.html). It stays with the file.
    bool wal = false;
    /// How long a statement waits for a lock before it throws `busy`.
    std::chrono::milliseconds busy_timeout{5000};
    /// A bound pattern of LIKE does not make SQLite plan the statement anew at each execution (SQLITE_DBCONFIG_ENABLE_QPSG).
    /// In exchange no index serves such a pattern; set it to false where one should.
    bool stable_plans = true;
};

namespace detail {

class sqlite_connection {
public:
    static constexpr auto offers = capability::cancellation | capability::life | capability::total_changes |
                                   capability::reference_check | capability::script_steps | capability::foreign_sql;

    /// `name` is a file, a URI (`file:library.db?mode=ro`) or `:memory:`.
    sqlite_connection(const std::string& name, const sqlite_options& options)
        : waiting_(std::make_unique<busy_handler>(options.busy_timeout)) {
        int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
        if (options.read_only) flags |= SQLITE_OPEN_READONLY;
        else flags |= SQLITE_OPEN_READWRITE | (options.create ? SQLITE_OPEN_CREATE : 0);
        const int result = sqlite3_open_v2(name.c_str(), &handle_, flags, nullptr);
        try {
            if (result != SQLITE_OK) {
                const std::string reason = handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(result);
                throw connection_lost("cannot open '" + name + "': " + reason, result);
            }
            configure(options);
        } catch (...) {
            sqlite3_close_v2(handle_);
            throw;
        }
    }
    sqlite_connection(sqlite_connection&& other) noexcept
        : handle_(std::exchange(other.handle_, nullptr)), waiting_(std::move(other.waiting_)) {}
    sqlite_connection& operator=(sqlite_connection&&) = delete;
    ~sqlite_connection() { sqlite3_close_v2(handle_); }

    [[nodiscard]] sqlite_statement prepare(std::string_view text) { return {handle_, text, *waiting_}; }

    /// Runs statements that need no values, separated by `;`.
    void execute(std::string_view text) {
        const std::string script = checked_script(text);
        const int result = sqlite3_exec(handle_, script.c_str(), nullptr, nullptr, nullptr);
        if (result != SQLITE_OK) throw_run_error(handle_, result, text, *waiting_);
    }
    /// As above; calls `before(statement, is_read_only)` before each of them.
    template <class Before>
    void execute(std::string_view text, const Before& before) {
        const std::string script = checked_script(text);
        for (const char* rest = script.c_str(); *rest != '\0';) {
            sqlite3_stmt* prepared = nullptr;
            const char* begin = rest;
            int result = sqlite3_prepare_v2(handle_, begin, -1, &prepared, &rest);
            if (result != SQLITE_OK) throw_run_error(handle_, result, text, *waiting_);
            const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(prepared, &sqlite3_finalize);
            if (prepared == nullptr) continue; // a comment
            before(std::string_view(begin, static_cast<std::size_t>(rest - begin)),
                   sqlite3_stmt_readonly(prepared) != 0);
            do result = sqlite3_step(prepared);
            while (result == SQLITE_ROW);
            if (result != SQLITE_DONE) throw_run_error(handle_, result, text, *waiting_);
        }
    }
    /// Whether SQL that rowan has not written may have run since `forget_other_sql`: a script, or always, once the C API's handle was
    /// taken.
    [[nodiscard]] bool ran_other_sql() const noexcept { return ran_other_sql_; }
    void forget_other_sql() noexcept { ran_other_sql_ = is_lent_; }
    /// Throws if foreign keys are checked and one of a table, whose name is in double quotes, refers to a column that is not there.
    /// SQLite would say it when a row is written.
    void check_references(std::string_view table) {
        int is_checked = 0;
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_FKEY, -1, &is_checked);
        const auto names = names_in_double_quotes(table);
        const std::string missing =
            is_checked == 0 || names.empty() ? std::string() : missing_reference(handle_, names[0]);
        if (!missing.empty())
            throw schema_mismatch("a foreign key of " + std::string(table) + " refers to what is not there: " + missing,
                                  SQLITE_ERROR);
    }
    [[nodiscard]] std::int64_t changes() const { return sqlite3_changes64(handle_); }
    [[nodiscard]] std::int64_t total_changes() const { return sqlite3_total_changes64(handle_); }
    [[nodiscard]] std::int64_t last_insert_id() const { return sqlite3_last_insert_rowid(handle_); }
    [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
    [[nodiscard]] bool is_alive() noexcept {
        const int result = sqlite3_exec(handle_, "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr);
        // Whoever holds a lock shows that the database is there.
        return result == SQLITE_OK || (result & 0xff) == SQLITE_BUSY || (result & 0xff) == SQLITE_LOCKED;
    }
    /// Turns the write-ahead log on, so that other connections can read while this one writes.
    void share() {
        const char* file = sqlite3_db_filename(handle_, "main");
        if (file == nullptr || *file == '\0')
            throw not_shareable("a database in memory belongs to one connection; give the name of a file");
        if (sqlite3_db_readonly(handle_, "main") == 1) return;
        auto statement = prepare("PRAGMA journal_mode = WAL");
        std::string mode;
        if (statement.step()) statement.read<encoding::standard>(0, mode);
        if (mode != "wal")
            throw not_shareable("connections can read while one writes only with a write-ahead log, which this "
                                "database does not get: its journal mode stays '" +
                                mode + "'");
    }
    /// Waits before a transaction is tried again; throws `canceled` where that is.
    void pause(std::chrono::milliseconds time) {
        if (!waiting_->sleep(time)) throw canceled("canceled while it waited to try again");
    }
    /// Ends what runs with `canceled`, also if it waits for a lock; another thread may call it.
    bool cancel() noexcept {
        waiting_->cancel();
        sqlite3_interrupt(handle_);
        return true;
    }
    /// As `cancel`; `done(true)` is called before it returns.
    template <class Done>
    bool cancel_later(Done done) noexcept {
        done(cancel());
        return true;
    }
    /// The C API's handle, for what rowan does not cover.
    [[nodiscard]] sqlite3* native_handle() const {
        is_lent_ = ran_other_sql_ = true;
        return handle_;
    }

private:
    std::string checked_script(std::string_view text) {
        // The C API would take the script to end there.
        if (text.find('\0') != std::string_view::npos) throw syntax_error("SQL has no zero bytes", 0, text);
        ran_other_sql_ = true;
        return std::string(text);
    }
    void configure(const sqlite_options& options) {
        waiting_->install(handle_);
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_FKEY, options.foreign_keys ? 1 : 0, nullptr);
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_QPSG, options.stable_plans ? 1 : 0, nullptr);
        // A name in double quotes that is not there is an error, and no text (sqlite.org/quirks.html#dblquote).
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
        const int result = sqlite3_create_module_v2(handle_, "rowan_array", &array_module, nullptr, nullptr);
        if (result != SQLITE_OK) throw_sqlite_error(handle_, result, {});
        // Opening reads nothing: a file that is no database is noticed here and not at some later statement.
        execute("SELECT count(*) FROM sqlite_schema");
        if (options.wal && !options.read_only) execute("PRAGMA journal_mode = WAL");
    }

    sqlite3* handle_ = nullptr;
    // Statements and SQLite refer to it.
    std::unique_ptr<busy_handler> waiting_;
    mutable bool is_lent_ = false, ran_other_sql_ = false;
};

} // namespace detail
} // namespace rowan
