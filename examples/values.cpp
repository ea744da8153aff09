#include <rowan/sqlite.hpp>
#include <rowan/values.hpp>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <utility>

using namespace rowan;

enum class Stage { offered, sold };

/// A type of the user's own that is kept as a document of JSON.
struct Place {
    double latitude{};
    double longitude{};
};
template <>
struct rowan::value_traits<Place> {
    using stored = json;
    static json to_stored(const Place& place) {
        return {"[" + std::to_string(place.latitude) + ", " + std::to_string(place.longitude) + "]"};
    }
    static Place from_stored(const json& document) {
        const auto comma = document.text.find(',');
        return {std::stod(document.text.substr(1)), std::stod(document.text.substr(comma + 1))};
    }
};

struct Lot {
    uuid id{};
    std::string title{};
    Stage stage{};
    decimal price{};
    std::optional<decimal> sold_for{};
    interval open{};
    json details{};
    Place place{};
};

template <>
inline constexpr auto rowan::enum_type<Stage> = native_enum("stage");

template <>
inline constexpr auto rowan::table<Lot> =
    define<Lot>("lots", in_schema("auction"), comment("What is sold"), comment<&Lot::price>("The least that is wanted"),
                default_value<&Lot::price>("0.5"), default_value<&Lot::open>(interval::of(std::chrono::weeks(2))),
                check(col<&Lot::price> != decimal_literal<"0">), index_on("lots_by_title", lower(col<&Lot::title>)));

struct auction {
    using driver = sqlite;
    using tables = rowan::tables<Lot>;
};

int main() {
    std::cout << sql_text<postgres_dialect>(create<Lot>().if_not_exists()) << ";\n\n"
              << sql_text<auction>(create<Lot>()) << ";\n\n";

    using namespace std::chrono_literals;
    connection<auction> db{":memory:"};
    db.create_tables();
    constexpr uuid id = uuid_of("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    db.insert(Lot{.id = id,
                  .title = "A lamp",
                  .price = decimal("19.90"),
                  .open = interval::of(std::chrono::months(1), 12h),
                  .details = {R"({"colour": "green"})"},
                  .place = {55.5, 12.25}});

    const auto lot = db.get<Lot>(id);
    std::cout << text_of(lot.id) << ' ' << lot.price.text() << ' ' << text_of(lot.open) << ' ' << lot.place.latitude
              << '\n';
    const bool is_dearer = lot.price > decimal(19); // by number, in C++
    auto green = db(select(count()).from<Lot>().where(json_get<std::string, "colour">(col<&Lot::details>) == "green"));
    std::cout << is_dearer << ' ' << green.scalar() << '\n';
}
