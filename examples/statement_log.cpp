// Every statement is logged with the time that it takes; those that fail, too.
#include <rowan/sqlite.hpp>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <map>
#include <string>
#include <vector>

using namespace rowan;

struct Book {
    std::int64_t id{};
    std::string title{};
    int year{};
};
template <>
inline constexpr auto rowan::table<Book> = define<Book>(unique<&Book::title>);

class statement_log {
public:
    int failed = 0;
    std::int64_t rows = 0;
    std::chrono::nanoseconds time{};

    int count_of(statement_kind kind) const {
        const auto found = counts_.find(kind);
        return found == counts_.end() ? 0 : found->second;
    }

    void on(const before_execute& e) { ++counts_[e.kind]; }
    void on(const after_execute& e) {
        rows += e.rows;
        time += e.elapsed;
        const std::chrono::duration<double, std::milli> elapsed = e.elapsed;
        std::clog << elapsed.count() << " ms, " << e.rows << " rows: " << e.sql << '\n';
    }
    void on(const execute_error& e) {
        ++failed;
        std::clog << "failed: " << e.error.what() << '\n';
    }

private:
    std::map<statement_kind, int> counts_;
};

struct library {
    using driver = sqlite;
    using tables = rowan::tables<Book>;
    using listeners = rowan::listeners<statement_log>;
};

int main(int argc, char** argv) {
    connection<library> db{argc > 1 ? argv[1] : ":memory:"};
    db.create_tables();
    auto& log = db.listener<statement_log>();
    log.rows = 0;

    Book book{.title = "The Dispossessed", .year = 1973};
    db.insert(book);
    book.year = 1974;
    db.update(book);
    for (int i = 0; i < 3; ++i) (void)db.get<Book>(book.id);
    try {
        db.insert(Book{.title = "The Dispossessed", .year = 1974});
    } catch (const constraint_violation&) {}

    std::cout << log.count_of(statement_kind::insert) << " inserts, " << log.count_of(statement_kind::update)
              << " update, " << log.count_of(statement_kind::select) << " selects, " << log.rows << " rows, "
              << log.failed << " failed\n";
    std::cout << (log.time > std::chrono::nanoseconds::zero() ? "time was measured\n" : "it took no time\n");
}
