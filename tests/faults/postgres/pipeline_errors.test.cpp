#include "faults/postgres/faults.hpp"

#include <doctest/doctest.h>

// Errors of statements of a pipeline of which the program does not keep the results.
namespace pipeline_errors_test {

using namespace faults;

constexpr auto add =
    rowan::insert<Item>().set(rowan::col<&Item::tag> = rowan::param<"tag">, rowan::col<&Item::number> = 1);

TEST_SUITE("faults") {
    TEST_CASE("a statement of a pipeline that fails is an error, also if its result is not kept") {
        using namespace rowan;
        const std::string name = empty_items();
        database db(name, bounded);
        db.insert(Item{0, "a", 1});
        CHECK_THROWS_AS(db.pipeline([](auto& p) {
            p(add, "tag"_p = "b");
            p(add, "tag"_p = "a");
            p(add, "tag"_p = "c");
        }),
                        constraint_violation);
        CHECK(count_items(name) == 1);
        CHECK_THROWS_AS(db.pipeline([](auto& p) { p(add, "tag"_p = "a"); }), constraint_violation);
        db.pipeline([](auto& p) {
            p(add, "tag"_p = "b");
            p(add, "tag"_p = "c");
        });
        CHECK(count_items(name) == 3);
    }
    TEST_CASE("nothing of a pipeline is done when the program's function throws") {
        using namespace rowan;
        const std::string name = empty_items();
        database db(name, bounded);
        const auto fail = [](auto& p) {
            p(add, "tag"_p = "b");
            auto kept = p(add, "tag"_p = "c");
            throw std::runtime_error("the program's");
        };
        CHECK_THROWS_AS(db.pipeline(fail), std::runtime_error);
        CHECK(count_items(name) == 0);
        // Where there is a transaction it is the program's to end it.
        db.transact([&] {
            db.insert(Item{0, "a", 1});
            CHECK_THROWS_AS(db.pipeline(fail), std::runtime_error);
        });
        CHECK(count_items(name) == 3);
        db.insert(Item{0, "z", 1});
        CHECK(count_items(name) == 4);
    }
}

} // namespace pipeline_errors_test
