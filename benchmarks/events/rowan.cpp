// The contestant `rowan`: what a user of rowan writes. `unheard` is the same without a handler.

#include "rowan/sqlite.hpp"

#include "operations.hpp"

#include <utility>

using bench::User;

template <>
inline constexpr auto rowan::table<User> = rowan::define<User>("users");

namespace bench {
namespace {

using namespace rowan;

template <std::size_t Number>
struct row_counter {
    std::uint64_t sum = 0;
    void on(const after_insert<User>& e) { sum += e.row.name.size(); }
    void on(const after_update<User>& e) { sum += e.before.name.size() + e.after.name.size(); }
};
template <std::size_t Number>
struct statement_counter {
    std::uint64_t sum = 0;
    void on(const before_execute& e) { sum += e.kind == statement_kind::select ? 1 : 0; }
    void on(const after_execute& e) { sum += static_cast<std::uint64_t>(e.rows) + (e.elapsed.count() < 0 ? 1 : 0); }
};

template <class... Listeners>
struct blog {
    using driver = rowan::sqlite;
    using tables = rowan::tables<User>;
    using listeners = rowan::listeners<Listeners...>;
};

/// A database whose listeners are `Counter` with each of the numbers.
template <template <std::size_t> class Counter, class Numbers>
class counted;
template <template <std::size_t> class Counter, std::size_t... Number>
class counted<Counter, std::index_sequence<Number...>> {
public:
    counted() { db.create_tables(); }
    std::size_t limit() const { return 0; }
    void empty() { db(remove<User>().every_row()); }
    std::uint64_t heard() { return (std::uint64_t{0} + ... + db.template listener<Counter<Number>>().sum); }
    static constexpr std::uint64_t handlers = sizeof...(Number);

protected:
    connection<blog<Counter<Number>...>> db{":memory:"};
};
template <template <std::size_t> class Counter, std::size_t Handlers>
using counted_by = counted<Counter, std::make_index_sequence<Handlers>>;

template <std::size_t Handlers>
class insert_of_one : public counted_by<row_counter, Handlers> {
public:
    void run() { this->db.insert(user_); }
    std::size_t limit() const { return 20'000; }
    std::uint64_t expected() const { return Handlers * user_.name.size(); }

private:
    User user_ = make_users(1).front();
};
template <std::size_t Handlers>
class insert_of_range : public counted_by<row_counter, Handlers> {
public:
    void run() { this->db.insert(users_); }
    std::size_t limit() const { return 2; }
    std::uint64_t expected() const { return Handlers * names_of(users_); }

private:
    std::vector<User> users_ = make_users(rows_of_set);
};
/// All rows of a table, or every second one of twice as many.
template <std::size_t Handlers, bool IsScattered>
class update_of_set : public counted_by<row_counter, Handlers> {
public:
    update_of_set() { this->db(rowan::insert<User>().values(users_).without_hooks()); }
    void run() {
        is_grey_ = !is_grey_;
        const auto updating = update<User>().set(col<&User::hair_color> = is_grey_ ? "grey" : "white");
        if constexpr (IsScattered) this->db(updating.where(col<&User::id> % std::int64_t{2} == std::int64_t{0}));
        else this->db(updating.where(col<&User::id> >= std::int64_t{1}));
    }
    std::uint64_t expected() const { return 2 * Handlers * names_of(users_, IsScattered); }

private:
    std::vector<User> users_ = make_users(IsScattered ? 2 * rows_of_set : rows_of_set);
    bool is_grey_ = false;
};
template <std::size_t Handlers>
class point_select : public counted_by<statement_counter, Handlers> {
public:
    point_select() {
        this->db.insert(make_users(1000));
        before_ = counted_by<statement_counter, Handlers>::heard();
    }
    void run() {
        auto user = this->db.template get<User>(scattered_key(step_++, 1000));
        benchmark::DoNotOptimize(user);
    }
    std::uint64_t heard() { return counted_by<statement_counter, Handlers>::heard() - before_; }
    std::uint64_t expected() const { return 2 * Handlers; }

private:
    std::size_t step_ = 0;
    std::uint64_t before_ = 0;
};

[[maybe_unused]] const bool registered =
    register_operation<insert_of_one<0>>("insert", "rowan", 0) &&
    register_operation<insert_of_one<1>>("insert", "rowan", 1) &&
    register_operation<insert_of_one<8>>("insert", "rowan", 8) &&
    register_operation<point_select<0>>("statement", "rowan", 0) &&
    register_operation<point_select<1>>("statement", "rowan", 1) &&
    register_operation<point_select<8>>("statement", "rowan", 8) &&
    register_operation<update_of_set<1, false>>("update", "rowan", rows_of_set) &&
    register_operation<update_of_set<0, false>>("update", "unheard", rows_of_set) &&
    register_operation<update_of_set<1, true>>("scattered", "rowan", rows_of_set) &&
    register_operation<update_of_set<0, true>>("scattered", "unheard", rows_of_set) &&
    register_operation<insert_of_range<1>>("bulk", "rowan", rows_of_set) &&
    register_operation<insert_of_range<0>>("bulk", "unheard", rows_of_set);

} // namespace
} // namespace bench
