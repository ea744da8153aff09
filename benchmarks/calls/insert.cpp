// One insert of a row with a listener and a history, of which the compiler notes the functions that are entered (-finstrument-functions).
#include "rowan/sqlite.hpp"

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

struct Book {
    std::int64_t id{};
    std::string title{};
    int year{};
};
template <>
inline constexpr auto rowan::history<Book> = rowan::versioned{};

struct counter {
    int count = 0;
    void on(const rowan::before_insert<Book>&) { ++count; }
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
    using listeners = rowan::listeners<counter>;
};

namespace {
bool is_noting = false;
std::vector<void*>* entered = nullptr;
} // namespace

extern "C" {
[[gnu::no_instrument_function]] void __cyg_profile_func_enter(void* function, void*) {
    if (!is_noting) return;
    is_noting = false;
    entered->push_back(function);
    is_noting = true;
}
[[gnu::no_instrument_function]] void __cyg_profile_func_exit(void*, void*) {}
}

int main() {
    std::vector<void*> all;
    entered = &all;
    rowan::connection<library> db(":memory:", {}, counter{});
    db.create_tables();
    Book first{.title = "Solaris", .year = 1961}, second{.title = "Eden", .year = 1959};
    auto changing = db.begin();
    db.insert(first); // prepares the statement, and begins the record of the transaction
    is_noting = true;
    db.insert(second);
    is_noting = false;
    changing.commit();
    for (void* each : all) std::printf("%p\n", each);
}
