#include "support/caught.hpp"
#include "support/postgres_server.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What is longer than the protocol's lengths, which are integers of 32 bits.
namespace too_long_test {

using namespace rowan;

struct Note {
    std::int64_t id = 0;
    std::string text;
};
struct notes {
    using driver = rowan::postgres;
    using tables = rowan::tables<Note>;
};

/// A text of 2 GB that nobody may look at: it takes no memory.
class huge_text {
public:
    huge_text() : place_(mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {
        REQUIRE(place_ != MAP_FAILED);
    }
    huge_text(const huge_text&) = delete;
    huge_text& operator=(const huge_text&) = delete;
    ~huge_text() { munmap(place_, size); }
    [[nodiscard]] std::string_view view() const { return {static_cast<const char*>(place_), size}; }

private:
    static constexpr std::size_t size = std::size_t{1} << 31;
    void* place_;
};

TEST_SUITE("PostgreSQL") {
    TEST_CASE("a text of 2 GB is refused, or looked for in vain, before it is sent or copied") {
        connection<notes> db{test::empty_postgres()};
        db.create_tables();
        db.insert(std::vector<Note>{{0, "a"}, {0, "b"}});
        const huge_text huge;
        const auto refused =
            test::caught<type_mismatch>([&] { (void)db(select<Note>().where(col<&Note::text> == huge.view())).all(); });
        CHECK(std::string(refused.what()).starts_with("parameter 1: a value of 2 GB or more cannot be stored"));
        const std::vector<std::string_view> wanted{"a", huge.view(), "b"};
        CHECK(db(select<Note>().where(in(col<&Note::text>, wanted))).all().size() == 2);
        CHECK(db(select<Note>()).all().size() == 2);
    }
}

} // namespace too_long_test
