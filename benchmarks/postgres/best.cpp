// `best`: the least of the client's time, wall time being no worse, of prepared statements with parameters, as programs have them.

#include "best.hpp"

namespace bench {
namespace {

class best : public best_statements {
public:
    static constexpr const char* name = "best";

    std::vector<User> select() { return users_of(rows("select").get()); }
    std::vector<UserPost> joined() { return user_posts_of(rows("joined").get()); }

    // A cursor, whose next rows are on the way while the last ones are read. Against one row at a time it takes half of
    // the client's time.
    std::uint64_t stream() {
        check(PQenterPipelineMode(get()), get());
        const auto send = [&](const char* sql) {
            check(PQsendQueryParams(get(), sql, 0, nullptr, nullptr, nullptr, nullptr, 1), get());
        };
        const auto next = [&](ExecStatusType expected) {
            result_handle result = checked(get(), PQgetResult(get()), expected);
            if (expected != PGRES_PIPELINE_SYNC) PQgetResult(get()); // null: no more of this statement
            return result;
        };
        const auto fetch = [&] {
            send("FETCH 1000 FROM users_cursor");
            check(PQsendFlushRequest(get()), get());
            check(PQflush(get()) == 0, get());
        };
        send("BEGIN READ ONLY");
        send("DECLARE users_cursor NO SCROLL CURSOR FOR SELECT id, name, hair_color FROM users");
        fetch();
        fetch();
        next(PGRES_COMMAND_OK);
        next(PGRES_COMMAND_OK);
        std::uint64_t seen = 0;
        for (bool is_last = false; !is_last;) {
            const result_handle result = next(PGRES_TUPLES_OK);
            const int rows = PQntuples(result.get());
            is_last = rows < 1000;
            if (!is_last) fetch();
            for (int row = 0; row < rows; ++row) seen += seen_in(result_row{result.get(), row});
        }
        send("COMMIT");
        check(PQpipelineSync(get()), get());
        next(PGRES_TUPLES_OK); // of the fetch that was on the way
        next(PGRES_COMMAND_OK);
        next(PGRES_PIPELINE_SYNC);
        check(PQexitPipelineMode(get()), get());
        return seen;
    }
};

[[maybe_unused]] const bool registered = register_workloads<best>();

} // namespace
} // namespace bench
