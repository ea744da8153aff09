#include "support/postgres_server.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#if defined(__SANITIZE_ADDRESS__) // as GCC says it
#define ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#define ADDRESS_SANITIZER __has_feature(address_sanitizer)
#else
#define ADDRESS_SANITIZER 0
#endif
#if ADDRESS_SANITIZER
extern "C" std::size_t __sanitizer_get_current_allocated_bytes(); // GCC has no header for it
#else
#include <malloc.h>
#endif

// What a stream has in memory is a fetch of rows, however many there are.
namespace stream_memory_test {

using namespace rowan;

struct Line {
    std::int64_t id{};
    std::string text{};
};
struct book {
    using driver = postgres;
    using tables = rowan::tables<Line>;
};

constexpr std::int64_t rows = 200'000;
constexpr std::size_t megabyte = 1 << 20;

/// What is allocated, by libpq too.
std::size_t allocated() {
#if ADDRESS_SANITIZER
    return __sanitizer_get_current_allocated_bytes();
#else
    const auto state = mallinfo2();
    return state.uordblks + state.hblkhd;
#endif
}
/// By how much it has grown, at the most.
class growth {
public:
    void look() { most_ = std::max(most_, allocated()); }
    [[nodiscard]] std::size_t most() const { return most_ - before_; }

private:
    std::size_t before_ = allocated(), most_ = before_;
};

struct fixture {
    connection<book> db{test::empty_postgres()};
    fixture() {
        db.create_tables();
        db.execute("INSERT INTO line (text) SELECT repeat('x', 92) || lpad(i::text, 8, '0') FROM generate_series(1, " +
                   std::to_string(rows) + ") AS i");
    }
    /// Reads all as a stream.
    template <class Database>
    static std::size_t streamed(Database& database) {
        growth here;
        std::int64_t seen = 0;
        std::size_t size = 0;
        for (const auto& [id, text] : database.stream(select<Line>())) {
            size += text.size();
            if (++seen % 250 == 0) here.look();
        }
        CHECK(seen == rows);
        CHECK(size == rows * 100);
        return here.most();
    }
};

TEST_SUITE("driver") {
    TEST_CASE_FIXTURE(fixture, "a stream of many rows needs no more memory than some of them, and all() does") {
        CHECK(streamed(db) < 2 * megabyte);
        {
            auto scope = db.begin();
            CHECK(streamed(db) < 2 * megabyte);
        }
        connection<book> greedy(test::postgres_database(), {.rows_per_fetch = 20'000});
        const std::size_t fetched = streamed(greedy);
        CHECK(fetched > 2 * megabyte);
        CHECK(fetched < 12 * megabyte);

        growth here;
        const auto all = db(select<Line>()).all();
        here.look();
        CHECK(all.size() == rows);
        CHECK(here.most() > 20 * megabyte);
    }
}

} // namespace stream_memory_test
