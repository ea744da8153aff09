// names: Survey
#include "rowan/sqlite.hpp"

#include <cstdint>

#define TEN(a) int a##0 = 0, a##1 = 0, a##2 = 0, a##3 = 0, a##4 = 0, a##5 = 0, a##6 = 0, a##7 = 0, a##8 = 0, a##9 = 0
struct Survey {
    std::int64_t id = 0;
    TEN(a);
    TEN(b);
    TEN(c);
    TEN(d);
    TEN(e);
    TEN(f);
    TEN(g);
    TEN(h);
    TEN(i);
#if MISTAKE
    TEN(j);
#endif
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Survey>;
};
int main() {
    rowan::connection<library> db(":memory:");
    (void)db.get<Survey>(7);
}
