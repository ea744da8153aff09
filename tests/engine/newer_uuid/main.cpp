#include "rowan/sqlite.hpp"
#include "rowan/values.hpp"

#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

// A UUID that looks like a list is a key, and a value, and may stand in a list.
static_assert(requires(const rowan::uuid& id) {
    std::data(id);
    std::size(id);
});

struct Plant {
    rowan::uuid id{};
    std::string name{};
    std::optional<rowan::uuid> parent{};
};
struct garden {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Plant>;
};

using namespace rowan::literals;
using rowan::col;
using rowan::param;

constexpr auto named = rowan::select<Plant>().where(col<&Plant::id> == param<"id">);
constexpr auto below = rowan::select<Plant>().where(col<&Plant::parent> == param<"parent">);

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "%s: is not so\n", what);
    std::exit(1);
}

int main() {
    rowan::connection<garden> db(":memory:");
    db.create_tables();
    const rowan::uuid first = rowan::uuid_of("01234567-89ab-cdef-fedc-ba9876543210"), second{};
    db.insert(Plant{first, "maple", second});
    db.insert(std::vector{Plant{second, "ash", {}}});

    const Plant maple = db.get<Plant>(first);
    require(maple.name == "maple" && maple.id == first && maple.parent == second, "get takes a UUID for a key");
    require(db.find<Plant>(second)->name == "ash", "find takes a UUID for a key");
    const std::vector<rowan::uuid> both{first, second};
    require(db.get<Plant>(both).size() == 2, "get takes a list of UUIDs for keys");
    require(db(named, "id"_p = first).one().name == "maple", "a UUID is a parameter");
    require(db(below, "parent"_p = second).one().name == "maple", "a UUID that may be null is a parameter");
    require(db(rowan::select<Plant>().where(in(col<&Plant::id>, both))).all().size() == 2, "a UUID stands in a list");
    db.remove<Plant>(first);
    require(!db.find<Plant>(first), "remove takes a UUID for a key");
}
