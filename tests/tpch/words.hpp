#pragma once

#include <array>
#include <string_view>

// The words that the rows are made of.
namespace test::tpch::words {

using word = std::string_view;

inline constexpr std::array<word, 5> regions{"AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"};

struct nation {
    word name;
    int region = 0;
};
/// The position is the key, here as in the regions; ten more is the country's telephone code.
inline constexpr std::array<nation, 25> nations{
    {{"ALGERIA", 0},      {"ARGENTINA", 1},  {"BRAZIL", 1},  {"CANADA", 1},         {"EGYPT", 4},
     {"ETHIOPIA", 0},     {"FRANCE", 3},     {"GERMANY", 3}, {"INDIA", 2},          {"INDONESIA", 2},
     {"IRAN", 4},         {"IRAQ", 4},       {"JAPAN", 2},   {"JORDAN", 4},         {"KENYA", 0},
     {"MOROCCO", 0},      {"MOZAMBIQUE", 0}, {"PERU", 1},    {"CHINA", 2},          {"ROMANIA", 3},
     {"SAUDI ARABIA", 4}, {"VIETNAM", 2},    {"RUSSIA", 3},  {"UNITED KINGDOM", 3}, {"UNITED STATES", 1}}};

/// Where the suppliers are, one after the other: mostly in the nations that a query names, which would else have none.
inline constexpr std::array<int, 24> nations_of_suppliers{7, 3, 20, 6,  3, 18, 2, 12, 3,  20, 7,  4,
                                                          3, 8, 23, 20, 3, 18, 2, 6,  12, 3,  20, 7};

inline constexpr std::array<word, 5> segments{"AUTOMOBILE", "BUILDING", "FURNITURE", "HOUSEHOLD", "MACHINERY"};
inline constexpr std::array<word, 5> priorities{"1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW"};
inline constexpr std::array<word, 4> instructions{"COLLECT COD", "DELIVER IN PERSON", "NONE", "TAKE BACK RETURN"};
inline constexpr std::array<word, 7> ship_modes{"AIR", "FOB", "MAIL", "RAIL", "REG AIR", "SHIP", "TRUCK"};

inline constexpr std::array<word, 6> finishes{"ECONOMY", "LARGE", "MEDIUM", "PROMO", "SMALL", "STANDARD"};
inline constexpr std::array<word, 5> treatments{"ANODIZED", "BRUSHED", "BURNISHED", "PLATED", "POLISHED"};
inline constexpr std::array<word, 5> metals{"BRASS", "COPPER", "NICKEL", "STEEL", "TIN"};

inline constexpr std::array<word, 5> container_sizes{"JUMBO", "LG", "MED", "SM", "WRAP"};
inline constexpr std::array<word, 8> container_forms{"BAG", "BOX", "CAN", "CASE", "DRUM", "JAR", "PACK", "PKG"};

inline constexpr std::array<word, 32> colours{
    "amber",  "azure",  "beige", "black",  "blue",  "bronze", "brown",    "coral",  "cream",  "crimson", "forest",
    "gold",   "green",  "grey",  "indigo", "ivory", "khaki",  "lavender", "lime",   "maroon", "navy",    "olive",
    "orange", "orchid", "peach", "pink",   "plum",  "purple", "red",      "silver", "white",  "yellow"};

inline constexpr std::array<word, 4> streets{"Canal Street", "Hill Road", "Market Place", "Old Quay"};

/// None of them is a word that a query looks for.
inline constexpr std::array<word, 24> of_comments{"about",  "account", "along",   "always",  "bundle", "careful",
                                                  "crate",  "daily",   "depot",   "early",   "even",   "final",
                                                  "ground", "handle",  "invoice", "letters", "parcel", "pending",
                                                  "quiet",  "regular", "slowly",  "story",   "week",   "yard"};

} // namespace test::tpch::words
