#include "fuzz/fuzz.hpp"
#include "support/environment.hpp"
#include "support/socket.hpp"

#include "rowan/driver/postgres/commit_words.hpp"
#include "rowan/driver/postgres/connect.hpp"
#include "rowan/driver/postgres/error.hpp"
#include "rowan/driver/sqlite/connection.hpp"

#include <libpq-fe.h>
#include <sqlite3.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

// What errors say: of a connection that cannot be opened nothing that may be a part of its password, of a statement nothing that was
// bound; and whatever a program or a server says, it is an error of rowan's that is thrown.
namespace messages_fuzz {

using namespace rowan;
using namespace fuzz;

constexpr std::array<std::string_view, 2> halves{"QZXJVKWP", "WKPVXQJZ"};
/// Whether four letters of a password stand in a text, one after the other.
bool shows(std::string_view text) {
    for (const std::string_view half : halves)
        for (std::size_t begin = 0; begin + 4 <= half.size(); ++begin)
            if (text.find(half.substr(begin, 4)) != std::string_view::npos) return true;
    return false;
}
template <class... Texts>
std::string any_of(input& in, std::size_t most, const Texts&... texts) {
    const std::string_view list[] = {texts...};
    std::string result;
    for (std::size_t count = in.below(most + 1); count > 0; --count) result += in.one_of(list);
    return result;
}

/// A password with anything in it.
std::string password(input& in) {
    std::string between =
        any_of(in, 3, "", "'", "\"", " ", "\\", "@", "/", "?", "#", "%", ":", "=", "&", "[", "]", ",", ";", "$", "\n",
               "\t", "ü", "%40", "%zz", "%00", " host=", " dbname=", " user=", "&host=", "?host=", " x=", "://", "::1",
               "localhost", "a", " password=", "'password='", "postgresql://");
    if (in.below(4) == 0) between += in.text(6);
    std::erase(between, '\0');
    return std::string(halves[0]) + between + std::string(halves[1]);
}
std::string options(input& in, std::string_view separator) {
    std::string text;
    for (std::size_t count = in.below(3); count > 0; --count)
        text += any_of(in, 1, "host=localhost", "user=u", "dbname=d", "port=5432", "sslmode=disable",
                       "application_name='a b'", "options='-c a=1'", "connect_timeout=1") +
                std::string(separator);
    return text;
}
std::string connection_text(input& in) {
    const std::string secret = password(in);
    if (in.flag()) {
        constexpr std::string_view separators[] = {" ", " ", " ", ";", "&", ",", "\n", "; "};
        const std::string_view between = in.one_of(separators);
        constexpr std::string_view words[] = {
            "password=", "password=", "password = ", "sslpassword=", "pasword=", "Password=", "pwd=", "password "};
        constexpr std::string_view quotes[] = {"", "", "'", "\""};
        const std::string_view quote = in.one_of(quotes);
        return options(in, between) + std::string(in.one_of(words)) + std::string(quote) + secret +
               std::string(in.below(8) == 0 ? "" : quote) +
               (in.flag() ? std::string(between) + options(in, between) : "");
    }
    return any_of(in, 1, "postgresql://", "postgres://", "POSTGRESQL://", "mysql://", "dbname=postgresql://",
                  " postgresql://") +
           (in.flag() ? "u:" : ":") + secret + any_of(in, 1, "@", "") +
           any_of(in, 1, "localhost", "[::1]", "localhost:5432", "a,b", "[::1", "localhost:x") +
           any_of(in, 1, "/", "/d", "/d?sslmode=disable", "?connect_timeout=1", "/d?a=b", "/d/e?");
}
/// Whether a reason that names hosts, users, databases and other values would be shown, and have a part of a password in it.
bool may_be_shown(const std::string& text) {
    if (!detail::connection_string(text).is_clear("")) return false;
    const std::unique_ptr<PQconninfoOption, detail::conninfo_freer> list(PQconninfoParse(text.c_str(), nullptr));
    if (!list) return shows(text); // the name of a database
    for (const PQconninfoOption* each = list.get(); each->keyword != nullptr; ++each) {
        const std::string_view keyword = each->keyword;
        if (keyword != "password" && keyword != "sslpassword" && each->val != nullptr && shows(each->val)) return true;
    }
    return false;
}
void check_connection(input& in) {
    const std::string text = connection_text(in);
    try {
        require(!may_be_shown(text), "an error could show the password of ", shown(text));
        const auto service = text.find("service"), address = text.find("hostaddr");
        if (in.below(16) != 0 || service != std::string::npos || address != std::string::npos) return;
        blocking_waiter waiter;
        postgres_options chosen;
        (void)detail::open_connection(waiter, text, chosen);
        fail("nobody listens for ", shown(text));
    } catch (const error& failure) {
        const std::string_view message = failure.what();
        require(!shows(message) && message.find('\n') == std::string_view::npos, shown(text), " is told as ",
                shown(message));
    }
}

/// What a server says, and what stands in an error.
void check_server_errors(input& in) {
    const std::string message = in.below(3) == 0
                                    ? in.text(80)
                                    : any_of(in, 8, "FATAL:  ", "28P01: ", "no ", "\n",
                                             "LOCATION:  ", "rowan left out ", "1 of 3 rows", " ", "\t", ": ", "x");
    std::string taken = message;
    const std::string state = detail::take_sqlstate(taken);
    require(state.empty() || (state.size() == 5 && taken.size() < message.size()), shown(message), " has the SQLSTATE ",
            shown(state));
    const std::string line = detail::one_line(message);
    require(line.find_first_of("\n\t") == std::string::npos && !line.starts_with(' ') && !line.ends_with(' '),
            shown(message), " is the line ", shown(line));
    constexpr std::string_view states[] = {"23505", "23503", "23514", "23502", "22P02", "40P01", "40001",
                                           "40003", "25P02", "25006", "57P01", "08006", "55P03", "57014",
                                           "53100", "53300", "XX001", "42501", "28000", "42601", "42P01",
                                           "22003", "00000", "",      "2",     "Z"};
    error_details details;
    details.sqlstate = in.below(8) == 0 ? in.text(6) : std::string(in.one_of(states));
    details.constraint = any_of(in, 4, "t", "_pkey", "ä", "xxxxxxxxxxxxxxxxxxxx");
    details.table = any_of(in, 4, "t", "ä", "xxxxxxxxxxxxxxxxxxxx", "_pkey");
    const std::string sql = in.text();
    try {
        detail::throw_sqlstate(details, message, sql);
    } catch (const error& failure) {
        require(failure.sqlstate() == details.sqlstate && failure.sql() == sql, "an error has lost its details");
    }
    const std::string_view kind = detail::kind_of_mistake(message), reason = detail::kind_of_reason(message);
    require(!kind.empty() && !reason.empty(), "nothing is told");
}

/// Which words of a statement count: not those in quotes.
void check_words(input& in) {
    std::string sql = "SELECT ";
    bool copies = false;
    for (std::size_t count = in.below(6); count > 0; --count) {
        const char quote = in.flag() ? '"' : '\'';
        std::string name = any_of(in, 4, "; COPY ", "'", "\"", "INSERT INTO ", "a", " ");
        switch (in.below(4)) {
        case 0:
            sql += "; COPY ";
            copies = true;
            break;
        case 1:
            sql += " x, ";
            break;
        default:
            sql += detail::in_quotes(name, quote) + ' ';
        }
    }
    require(detail::is_read(sql) == !copies, shown(sql), copies ? " only reads" : " writes");
    const std::string words = any_of(in, 8, "commit", "COMMIT", "ROLLBACK", "abort", ";", " ", "x", "BEGIN", "SET ",
                                     "end", "WITH ", "DELETE FROM ", "'", "\"", "\\", "EXPLAIN ", "ANALYZE");
    (void)detail::commit_words(words);
    (void)detail::may_commit_as_text(words, in.flag());
}

/// SQL of any kind, with a value bound to its parameters.
void check_statement(input& in) {
    static const std::string schema =
        "CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (length(name) < 100));"
        "CREATE TABLE book (id INTEGER PRIMARY KEY, author_id INTEGER REFERENCES author, title TEXT UNIQUE) STRICT;"
        "CREATE VIEW titles AS SELECT title FROM book; CREATE TABLE lone (code REFERENCES author (code));"
        "INSERT INTO author VALUES (1, 'a'); INSERT INTO book VALUES (1, 1, 'b')";
    detail::sqlite_connection db(":memory:", {});
    db.execute(schema);
    sqlite3* const handle = db.native_handle();
    sqlite3_progress_handler(handle, 20'000, [](void*) { return 1; }, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 100'000);
    sqlite3_limit(handle, SQLITE_LIMIT_EXPR_DEPTH, 100);
    sqlite3_limit(handle, SQLITE_LIMIT_VDBE_OP, 25'000);
    sqlite3_limit(handle, SQLITE_LIMIT_TRIGGER_DEPTH, 10);
    // Nothing outside of the database in memory, and nothing that breaks it on purpose.
    sqlite3_set_authorizer(
        handle,
        [](void*, int action, const char* first, const char*, const char*, const char*) {
            const std::string_view pragma = action == SQLITE_PRAGMA && first != nullptr ? first : "";
            const bool is_looked_up = pragma == "table_xinfo" || pragma == "table_info" ||
                                      pragma == "foreign_key_list" || pragma == "database_list";
            return action == SQLITE_ATTACH || (action == SQLITE_PRAGMA && !is_looked_up) ? SQLITE_DENY : SQLITE_OK;
        },
        nullptr);
    for (std::size_t count = 1 + in.below(3); count > 0; --count) {
        std::string sql;
        for (std::size_t words = in.below(24); words > 0; --words)
            sql += any_of(in, 1, "SELECT ", "* ", "FROM ", "book ", "author ", "lone ", "titles ", "WHERE ",
                          "INSERT INTO ", "VALUES ", "(", ")", ", ", "? ", "?2 ", "= ", "id ", "title ", "name ",
                          "\"id\" ", "\"none\" ", "\"a\"\"b\" ", "'it''s' ", "UPDATE ", "SET ", "DELETE FROM ",
                          "CREATE ", "TABLE ", "TRIGGER ", "VIEW ", "AS ", "t ", "INDEX ", "i ", "ON ", "AFTER ",
                          "BEGIN ", "END; ", "; ", "DROP ", "ALTER TABLE ", "RENAME ", "COLUMN ", "TO ", "ADD ", "1 ",
                          "NULL ", "abs(", "-9223372036854775808 ", "RAISE(ABORT, 'no') ", "JOIN ", "USING ",
                          "ORDER BY ", "GROUP BY ", "DEFAULT VALUES ", "WITH ", "RECURSIVE ", "UNION ALL ",
                          "REFERENCES ", "author_id ", "RETURNING ", "COMMIT ", "SAVEPOINT ", "s ", "CAST(", "INTEGER ",
                          "-- ", "/* ", "\x01", "[", "`", "VACUUM ");
        if (in.below(8) == 0) sql += in.text(30);
        if (shows(sql)) return;
        try {
            auto statement = db.prepare(sql);
            if (!statement) continue;
            const std::string value = std::string(halves[0]) + in.text(4) + std::string(halves[1]);
            for (int number = 1; sql.find('?') != std::string::npos && number <= 2; ++number)
                statement.bind<encoding::standard>(number, value);
            std::int64_t integer = 0;
            for (int rows = 0; rows < 50 && statement.step(); ++rows) statement.read<encoding::standard>(0, integer);
        } catch (const error& failure) {
            require(!shows(failure.what()), "a value is in the message ", shown(failure.what()));
        }
        try {
            db.execute(sql);
        } catch (const error&) {}
    }
}

} // namespace messages_fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    // Where nobody listens: no name of a host is looked up, and each connection is refused.
    static test::environment variables;
    static const test::socket_handle taken = test::bound_socket();
    const std::unique_ptr<PQconninfoOption, rowan::detail::conninfo_freer> list(PQconndefaults());
    for (const PQconninfoOption* each = list.get(); each->keyword != nullptr; ++each)
        if (each->envvar != nullptr) variables.set(each->envvar, std::nullopt);
    variables.set("PGHOSTADDR", "127.0.0.1");
    variables.set("PGPORT", std::to_string(test::port_of(taken)));
    variables.set("PGSSLMODE", "disable");
    variables.set("PGGSSENCMODE", "disable");
    return 0;
}
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace messages_fuzz;
    input in(data, size);
    constexpr void (*checks[])(input&) = {check_connection, check_connection, check_server_errors, check_words,
                                          check_statement};
    in.one_of(checks)(in);
    return 0;
}
