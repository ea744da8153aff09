#include "rowan/sqlite.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The tests of this file count what the program allocates; SQLite allocates with malloc and is asked itself.
namespace allocations_test {

inline constinit thread_local std::size_t count = 0;

inline void* allocate(std::size_t size) {
    ++count;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc{};
}

} // namespace allocations_test

// Not inlined: GCC would compare malloc and free with the operators that it knows.
[[gnu::noinline]] void* operator new(std::size_t size) { return allocations_test::allocate(size); }
[[gnu::noinline]] void* operator new[](std::size_t size) { return allocations_test::allocate(size); }
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace allocations_test {

using namespace rowan;

struct Line {
    std::int64_t id = 0;
    std::string text;
    std::optional<std::string> comment;
    bytes raw;
};
struct book {
    using driver = sqlite;
    using tables = rowan::tables<Line>;
};
struct LineView {
    std::int32_t number = 0;
    std::string_view text;
    std::optional<std::string_view> comment;
    bytes_view raw;
};

constexpr std::int64_t rows = 200'000;

/// Its texts are too long to lie within a std::string.
inline connection<book>& filled() {
    static connection<book> db(":memory:");
    static const bool is_filled = [] {
        db.create_tables();
        db.execute("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 200000) "
                   "INSERT INTO line SELECT i, 'the text of line number ' || i || ', which is long', "
                   "CASE WHEN i % 2 = 0 THEN 'a comment that is not short either' END, zeroblob(40) FROM n");
        return true;
    }();
    (void)is_filled;
    return db;
}

TEST_SUITE("engine") {
    TEST_CASE("a stream allocates nothing for a row") {
        auto& db = filled();
        const auto go_through = [&](std::int64_t most) {
            std::size_t size = 0;
            std::int64_t seen = 0;
            const std::size_t before = count;
            for (const auto& line : db.stream(select<Line>().where(col<&Line::id> <= most))) {
                size +=
                    line.get<"text">().size() + line.get<"comment">().value_or("").size() + line.get<"raw">().size();
                ++seen;
            }
            for (const LineView& line : db.stream(select<Line>().where(col<&Line::id> <= most).into<LineView>())) {
                size += line.text.size() + line.comment.value_or("").size() + line.raw.size();
                ++seen;
            }
            db.stream(select(col<&Line::text>).from<Line>().where(col<&Line::id> <= most))
                .for_each([&](const auto& line) {
                    size += line.template get<0>().size();
                    ++seen;
                });
            const std::size_t allocated = count - before;
            CHECK(seen == 3 * most);
            CHECK(size > static_cast<std::size_t>(most) * 200);
            return allocated;
        };
        (void)go_through(10); // prepares the statements
        const std::size_t few = go_through(10);
        const auto used = sqlite3_memory_used();
        (void)sqlite3_memory_highwater(1);
        CHECK(go_through(rows) == few);
        CHECK(few == 0);
        CHECK(sqlite3_memory_highwater(0) - used < 100'000);
    }
    TEST_CASE("a vector that is filled again keeps its room") {
        struct Number {
            int number = 0;
        };
        auto& db = filled();
        const auto query = select(col<&Line::id>).from<Line>().where(col<&Line::id> <= 1000).into<Number>();
        std::vector<Number> numbers;
        db(query).into(numbers);
        CHECK(numbers.size() == 1000);
        const Number* place = numbers.data();
        numbers.clear();
        const std::size_t before = count;
        db(query).into(numbers);
        const std::size_t allocated = count - before;
        CHECK(allocated == 0);
        CHECK(numbers.size() == 1000);
        CHECK(numbers.data() == place);
        CHECK(numbers.back().number == 1000);
    }
}

} // namespace allocations_test
