#pragma once

#include "rowan/driver/concept.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/schema/time_text.hpp"
#include "rowan/schema/value.hpp"
#include "rowan/sql/dialect.hpp"

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

/// A driver without a database, as an example of one: it writes down what it is asked and answers what the test has put into
/// its script, or the values themselves where it is asked for them (`SELECT $1 AS a, $2 AS b`, or with `?`). Of transactions it
/// knows which are open.
namespace test::fake {

using cell = std::variant<std::monostate, std::int64_t, double, std::string, rowan::bytes>;
using cells = std::vector<cell>;

/// What an execution gives.
struct answer {
    std::vector<cells> rows{};
    /// What makes a key has inserted one row, if no other number is said.
    std::int64_t changes = 0;
    std::int64_t key = 0;
    /// Throws the error with which the statement fails.
    std::function<void(std::string_view sql)> fails{};
    /// How the statement begins that it is for: it waits for that one.
    std::string to{};
};

/// What makes a statement fail with an error of a type; `more` is what that type has beside message, code and SQL.
template <class Error, class... More>
auto failing(More... more) {
    return [=](std::string_view sql) { throw Error("the fake refuses", 5, sql, more...); };
}

/// What stands for the server. The options point to it.
struct server {
    std::vector<std::string> log;
    std::deque<answer> script;
    /// Answers what the script does not, with the values that the statement was given.
    std::function<answer(std::string_view sql, const cells& values)> otherwise{};

    [[nodiscard]] std::vector<std::string> take_log() { return std::exchange(log, {}); }
    [[nodiscard]] answer answer_to(std::string_view text, const cells& values) {
        if (script.empty() || !text.starts_with(script.front().to))
            return otherwise ? otherwise(text, values) : answer();
        answer next = std::move(script.front());
        script.pop_front();
        return next;
    }
};

struct options {
    server* at = nullptr;
};

struct session {
    server* at = nullptr;
    answer current{};
    bool in_transaction = false;
    int savepoints = 0;

    void run(std::string_view text, const cells& values = {}, const std::string& written = {}) {
        at->log.push_back("run " + std::string(text) + written);
        current = at->answer_to(text, values);
        if (current.fails) current.fails(text);
        follow(text);
    }

private:
    void follow(std::string_view text) {
        const auto change = [&](bool is_possible, bool is_open_then, int savepoints_then) {
            if (!is_possible) throw rowan::error("there is no such transaction, or there is one already", 1, text);
            in_transaction = is_open_then;
            savepoints = savepoints_then;
        };
        if (text.starts_with("BEGIN")) change(!in_transaction, true, 0);
        else if (text == "COMMIT" || text == "ROLLBACK") change(in_transaction, false, 0);
        else if (text.starts_with("SAVEPOINT ")) change(in_transaction, true, savepoints + 1);
        else if (text.starts_with("ROLLBACK TO ")) change(savepoints > 0, true, savepoints);
        else if (text.starts_with("RELEASE ")) change(savepoints > 0, true, savepoints - 1);
    }
};

class statement {
public:
    statement(session& session, std::string_view text) : session_(&session), text_(text) {
        session.at->log.push_back("prepare " + text_);
    }

    template <rowan::encoding Encoding, class Value>
    void bind(int number, const Value& value) {
        const auto place = static_cast<std::size_t>(number);
        if (values_.size() < place) values_.resize(place), bound_.resize(place);
        values_[place - 1] = written<Encoding>(value);
        bound_[place - 1] = stored(value);
    }
    template <rowan::encoding Encoding, class Range>
    void bind_list(int number, const Range& range) {
        std::string all;
        for (const auto& each : range) all += (all.empty() ? "" : " ") + written<Encoding>(each);
        bind<rowan::encoding::standard>(number, "{" + all + "}");
    }
    bool step() {
        if (!is_running_) {
            is_running_ = true;
            next_ = 0;
            std::string values;
            for (const auto& value : values_) values += (values.empty() ? " [" : ", ") + value;
            session_->run(text_, bound_, values.empty() ? values : values + "]");
            rows_ = session_->current.rows;
            if (text_.starts_with("SELECT $") || text_.starts_with("SELECT ?")) rows_ = {bound_};
        }
        return next_++ < rows_.size();
    }
    template <rowan::encoding, class Value>
    void read(int column, Value& target) {
        if constexpr (rowan::detail::is_optional<Value>) {
            if (is_null(column)) target.reset();
            else read<rowan::encoding::standard>(column, target.emplace());
        } else if constexpr (rowan::detail::custom_value<Value>) {
            typename rowan::value_traits<Value>::stored stored{};
            read<rowan::encoding::standard>(column, stored);
            target = rowan::value_traits<Value>::from_stored(stored);
        } else if constexpr (rowan::detail::time_value<Value>) {
            std::string_view text;
            read<rowan::encoding::standard>(column, text);
            const auto time = rowan::detail::parse_time<typename Value::duration>(text);
            if (!time) refuse(column, "a time");
            target = *time;
        } else if constexpr (std::is_same_v<Value, bool>) {
            std::uint8_t integer = 2;
            read<rowan::encoding::standard>(column, integer);
            if (integer > 1) refuse(column, "a boolean");
            target = integer == 1;
        } else if constexpr (std::is_integral_v<Value>) {
            const auto* integer = std::get_if<std::int64_t>(&at(column));
            if (integer == nullptr || !std::in_range<Value>(*integer)) refuse(column, "an integer");
            target = static_cast<Value>(*integer);
        } else if constexpr (std::is_floating_point_v<Value>) {
            const auto* real = std::get_if<double>(&at(column));
            if (real == nullptr ||
                (std::isfinite(*real) && std::abs(*real) > double{std::numeric_limits<Value>::max()}))
                refuse(column, "a number");
            target = static_cast<Value>(*real);
        } else {
            const auto* content = std::get_if<owned<Value>>(&at(column));
            if (content == nullptr) refuse(column, std::is_same_v<owned<Value>, std::string> ? "a text" : "bytes");
            target = *content;
        }
    }
    void reset() noexcept { is_running_ = false; }
    [[nodiscard]] bool is_null(int column) const { return std::holds_alternative<std::monostate>(at(column)); }
    [[nodiscard]] std::string_view sql() const { return text_; }

private:
    /// What keeps the value that a view is of.
    template <class Value>
    using owned = std::conditional_t<std::is_same_v<Value, std::string_view>, std::string,
                                     std::conditional_t<std::is_same_v<Value, rowan::bytes_view>, rowan::bytes, Value>>;

    template <rowan::encoding Encoding, class Value>
    static std::string written(const Value& value) {
        if constexpr (std::is_same_v<Value, std::nullopt_t>) return "null";
        else if constexpr (rowan::detail::is_optional<Value>) return value ? written<Encoding>(*value) : "null";
        else if constexpr (std::is_arithmetic_v<Value>) return std::to_string(value);
        else if constexpr (std::is_convertible_v<Value, rowan::bytes_view>) return "bytes";
        else return text_of(value);
    }
    template <class Value>
    cell stored(const Value& value) const {
        if constexpr (std::is_same_v<Value, std::nullopt_t>) return {};
        else if constexpr (rowan::detail::is_optional<Value>) return value ? stored(*value) : cell();
        else if constexpr (std::is_integral_v<Value>) {
            if (!std::is_same_v<Value, bool> && static_cast<std::uint64_t>(value) > limit && value > Value{})
                throw rowan::type_mismatch("no integer of 64 bits", 0, text_);
            return static_cast<std::int64_t>(value);
        } else if constexpr (std::is_floating_point_v<Value>) return static_cast<double>(value);
        else if constexpr (std::is_convertible_v<Value, rowan::bytes_view>) {
            const rowan::bytes_view all = value;
            return rowan::bytes(all.begin(), all.end());
        } else return text_of(value);
    }
    /// Times are texts.
    template <class Value>
    static std::string text_of(const Value& value) {
        if constexpr (rowan::detail::time_value<Value>) {
            rowan::detail::time_buffer buffer;
            return std::string(rowan::detail::format_time(value, buffer));
        } else return std::string(value);
    }
    static constexpr std::uint64_t limit = std::numeric_limits<std::int64_t>::max();
    [[noreturn]] void refuse(int column, const char* wanted) const {
        static constexpr const char* kinds[] = {"null", "an integer", "a real number", "a text", "bytes"};
        throw rowan::type_mismatch("column '" + name_of(column) + "' holds " + kinds[at(column).index()] + " where " +
                                       wanted + " is wanted",
                                   0, text_);
    }
    /// What stands behind AS.
    [[nodiscard]] std::string name_of(int column) const {
        std::size_t place = 0;
        for (; column > 0 && place != std::string::npos; --column) place = text_.find(", ", place + 1);
        if (place != std::string::npos) place = text_.find(" AS ", place);
        if (place == std::string::npos) return "?";
        std::string name = text_.substr(place + 4, text_.find(',', place) - place - 4);
        std::erase(name, '"');
        return name;
    }
    [[nodiscard]] const cell& at(int column) const { return rows_.at(next_ - 1).at(static_cast<std::size_t>(column)); }

    session* session_;
    std::string text_;
    std::vector<std::string> values_;
    cells bound_;
    std::vector<cells> rows_;
    std::size_t next_ = 0;
    bool is_running_ = false;
};

class connection {
public:
    connection(const std::string& name, const options& chosen) : session_{chosen.at} {
        if (name.empty()) throw rowan::connection_lost("the fake wants a name");
        session_.at->log.push_back("open " + name);
    }
    connection(connection&& other) noexcept : session_(std::exchange(other.session_, {})) {}
    connection& operator=(connection&&) = delete;
    ~connection() {
        if (session_.at != nullptr) session_.at->log.emplace_back("close");
    }

    [[nodiscard]] statement prepare(std::string_view text) { return {session_, text}; }
    void execute(std::string_view text) { session_.run(text); }
    [[nodiscard]] std::int64_t changes() const {
        const answer& current = session_.current;
        return current.changes == 0 && current.key != 0 ? 1 : current.changes;
    }
    [[nodiscard]] std::int64_t last_insert_id() const { return session_.current.key; }
    static inline int pauses = 0;
    void pause(std::chrono::milliseconds) { ++pauses; }
    [[nodiscard]] bool in_transaction() const { return session_.in_transaction; }

private:
    session session_;
};

struct driver {
    using dialect = rowan::sqlite_dialect;
    using options = fake::options;
    using connection = fake::connection;
    using statement = fake::statement;
    static constexpr std::size_t max_parameters = 100;
};

static_assert(rowan::driver<driver>);

} // namespace test::fake
