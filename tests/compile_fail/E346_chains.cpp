// names: amount
// mistakes: 46
#include "rowan/postgres.hpp"
#include "rowan/values.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// One wrong argument in the middle of a chain: the rest of it compiles, and says nothing more.
using namespace rowan;
struct Sale {
    std::int64_t id = 0;
    decimal amount;
    std::string name;
    std::optional<int> place;
    double price = 0;
    std::string note;
    std::chrono::sys_seconds at;
    bool is_paid = false;
};
struct Totals {
    std::int64_t id = 0;
    std::int64_t count = 0;
};
struct shop {
    using driver = postgres;
    using tables = rowan::tables<Sale>;
};
using other = alias<"other", Sale>;
inline constexpr auto median =
    aggregate<std::optional<double>(any_number), "", "percentile_cont(0.5) WITHIN GROUP (ORDER BY {})">;
inline constexpr auto first_of = window_function<as_first(any_number), "first_value({})">;
inline constexpr auto twice = function<as_first(any_number), "({} * 2)">;
int main() {
    connection<shop> db{""};
    constexpr auto id = col<&Sale::id>;
    constexpr auto amount = col<&Sale::amount>;
    constexpr auto name = col<&Sale::name>;
    constexpr auto place = col<&Sale::place>;
    constexpr auto price = col<&Sale::price>;
    constexpr auto note = col<&Sale::note>;
    constexpr auto at = col<&Sale::at>;
    constexpr auto is_paid = col<&Sale::is_paid>;
    constexpr auto same = id == other::col<&Sale::id>;
#if MISTAKE
    (void)db(select(median(amount).as<"m">(), count()).from<Sale>().join<other>(same).group_by(id));
    (void)db(select(median(id, id).filter(is_paid).as<"m">(), count()).from<Sale>().join<other>(same).group_by(id));
    (void)db(select(median(name).over(order_by(id)).as<"m">(), id).from<Sale>().join<other>(same).order_by(id));
    (void)db(select(first_of(name).over(order_by(id)).as<"m">(), id).from<Sale>().join<other>(same).order_by(id));
    (void)db(select((twice(name) + 1).as<"m">(), id).from<Sale>().join<other>(same).order_by(named<"m">));
    (void)db(select(string_agg(id, ", ").distinct().as<"m">(), count()).from<Sale>().join<other>(same));
    (void)db(select(sum(name).filter(is_paid).as<"m">(), count()).from<Sale>().join<other>(same));
    (void)db(select(count().filter(name).as<"m">(), count()).from<Sale>().join<other>(same));
    (void)db(select(count().filter(max(id) > 1).as<"m">(), count()).from<Sale>().join<other>(same));
    (void)db(select(lag(id, "x").over(order_by(id)).as<"m">(), id).from<Sale>().join<other>(same).order_by(id));
    (void)db(select(lead(id, 1, "x").over(order_by(id)).as<"m">(), id).from<Sale>().join<other>(same).order_by(id));
    (void)db(select(ntile(2.5).over(order_by(id)).as<"m">(), id).from<Sale>().join<other>(same).order_by(id));
    (void)db(select((name - 1).as<"m">(), id).from<Sale>().join<other>(same).order_by(named<"m">));
    (void)db(select((-name).as<"m">(), id).from<Sale>().join<other>(same).order_by(named<"m">));
    (void)db(select((!name).as<"m">(), id).from<Sale>().join<other>(same).order_by(named<"m">));
    (void)db(select((id == "x").as<"m">(), id).from<Sale>().join<other>(same).order_by(named<"m">));
    (void)db(select((is_paid && name).as<"m">(), id).from<Sale>().join<other>(same).order_by(named<"m">));
    (void)db(select(like(id, "x").as<"m">(), id).from<Sale>().join<other>(same).order_by(named<"m">));
    (void)db(select(between(price, "a", "b").as<"m">(), id).from<Sale>().join<other>(same).order_by(named<"m">));
    (void)db(select(in(id, 1, "b").as<"m">(), id).from<Sale>().join<other>(same).order_by(named<"m">));
    (void)db(select(in(id, std::vector<std::string>()).as<"m">(), id).from<Sale>().join<other>(same).order_by(id));
    (void)db(select((row_of(id, name) < row_of(1, 2)).as<"m">(), id).from<Sale>().join<other>(same).order_by(id));
    (void)db(select((case_(when(is_paid, 1)).else_("a") + 1).as<"m">(), id).from<Sale>().join<other>(same));
    (void)db(select(case_(when(note, 1)).else_(2).as<"m">(), id).from<Sale>().join<other>(same).order_by(id));
    (void)db(select(coalesce(place, "a").as<"m">(), id).from<Sale>().join<other>(same).order_by(named<"m">));
    (void)db(select(nullif(place, "a").as<"m">(), id).from<Sale>().join<other>(same).order_by(named<"m">));
    (void)db(select(cast<std::int64_t>(at).as<"m">(), id).from<Sale>().join<other>(same).order_by(named<"m">));
    (void)db(select(cast<char>(name).as<"m">(), id).from<Sale>().join<other>(same).order_by(named<"m">));
    (void)db(select((collate<"C">(id) == "x").as<"m">(), id).from<Sale>().join<other>(same).order_by(named<"m">));
    (void)db(select((lower(id) + "x").as<"m">(), id).from<Sale>().join<other>(same).order_by(named<"m">));
    (void)db(select(json_get<std::int64_t, "a">(id).as<"m">(), id).from<Sale>().join<other>(same).order_by(id));
    (void)db(select(json_get<int, "a">(note).as<"m">(), id).from<Sale>().join<other>(same).order_by(id));
    (void)db(select(json_set<"a">(note, at).as<"m">(), id).from<Sale>().join<other>(same).order_by(id));
    (void)db(select((scalar(select(id, name).from<Sale>()) + 1).as<"m">()).from<other>().limit<3>());
    (void)db(select<Sale>().where(true).join<other>(same).order_by(id).limit<3>());
    (void)db(select<Sale>().join<other>().where(other::col<&Sale::is_paid>).order_by(id).limit<3>());
    (void)db(select(id).from<Sale>().group_by(5).order_by(id).limit<3>());
    (void)db(select(id).from<Sale>().having(count() > 1).order_by(id).limit<3>());
    (void)db(select<Sale>().limit("x").where(is_paid).order_by(id).offset<3>());
    (void)db(union_(select(id).from<Sale>(), select(name).from<Sale>()).order_by(named<"id">).limit<3>());
    (void)db(select<Totals>().from(subquery<Totals>(select(id, name).from<Sale>())).limit<3>());
    (void)db(update<Sale>().set(name == "x").where(is_paid).returning(id.as<"i">())).all();
    (void)db(update<Sale>().set(place = "x").where(is_paid).returning(id.as<"i">())).all();
    (void)db(insert<Sale>().values(5).on_conflict().do_nothing().returning(id.as<"i">())).all();
    (void)db(insert<Sale>().set(name = "x").on_conflict<&Sale::name>().do_nothing().returning(id.as<"i">())).all();
    (void)db(select(id).from<Sale>().where(id == param<"i">), "i"_p = "x").one().get<"id">();
#else
    (void)db(select(median(price).as<"m">(), count()).from<Sale>().join<other>(same).group_by(id));
    (void)first_of;
    (void)db(select((twice(id) + 1).as<"m">(), id).from<Sale>().join<other>(same).order_by(named<"m">));
#endif
}
