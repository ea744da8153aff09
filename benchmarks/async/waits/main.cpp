// Point selects by blocking rowan, of which each waits once: what a waiter that may be given a hook costs where it has none.
// usage: bench_waits suspending|blocking COUNT

#include "rowan/postgres.hpp"

#include "postgres/tables.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

using bench::User;

template <>
inline constexpr auto rowan::table<User> = rowan::define<User>("users");

namespace {

template <class Waiter>
struct blog {
    using driver = rowan::basic_postgres<Waiter>;
    using tables = rowan::tables<User>;
};

template <class Waiter>
void run(std::int64_t count) {
    const bench::tables server{bench::users_only(100)};
    rowan::connection<blog<Waiter>> db{bench::server()};
    std::size_t seen = 0;
    for (std::int64_t each = 0; each < count; ++each) seen += db.template get<User>(each % 100 + 1).name.size();
    if (seen == 0) std::abort();
}

} // namespace

int main(int argc, char** argv) {
    const std::string_view waiter = argc == 3 ? argv[1] : "";
    if (waiter != "suspending" && waiter != "blocking") {
        std::fprintf(stderr, "usage: bench_waits suspending|blocking COUNT\n");
        return 2;
    }
    setenv("PGOPTIONS", "-c search_path=rowan_bench -c client_min_messages=warning", 1);
    const std::int64_t count = std::atoll(argv[2]);
    if (waiter == "suspending") run<rowan::suspending_waiter>(count);
    else run<rowan::blocking_waiter>(count);
}
