#include "faults/postgres/faults.hpp"

#include "support/skip.hpp"

#include <doctest/doctest.h>
#include <signal.h>

#include <cerrno>
#include <exception>
#include <string>

// A backend that is killed, which makes the server start all of its sessions anew.
namespace crash_test {

using namespace faults;

/// Kills it as nothing can be caught; false if this user may not.
bool kill_backend(int backend) { return kill(backend, SIGKILL) == 0; }

void wait_until_back(const std::string& name) {
    wait_until([&] {
        try {
            test::raw_postgres other(name);
            return other("SELECT NOT pg_is_in_recovery()") == "t";
        } catch (const std::exception&) {
            return false;
        }
    });
}

/// Kills the backend in the middle of what `run` does, and checks the error.
template <class Error, class Run>
void crash(const std::string& name, const Run& run) {
    {
        database db(name, bounded), bystander(name, bounded);
        (void)bystander(all_items).all();
        auto fault = meanwhile([&, backend = backend_of(db)] {
            test::raw_postgres other(name);
            wait_until_inside(other, backend);
            kill_backend(backend);
        });
        CHECK_THROWS_AS(run(db), Error);
        fault.get();
        check_lost(db);
        // Of the others the server says that it ends them.
        wait_until([&] {
            try {
                (void)bystander(all_items).all();
                return false;
            } catch (const rowan::connection_lost&) {
                return true;
            }
        });
        check_lost(bystander);
    }
    wait_until_back(name);
    CHECK(count_items(name) == 1);
}

TEST_SUITE("faults") {
    TEST_CASE("a backend that is killed is a lost connection, or an unknown commit, and so are its neighbours") {
        const std::string name = empty_items();
        database(name, bounded).insert(Item{0, "first", 0});
        {
            // Whoever runs the tests may not be who runs the server.
            const test::raw_postgres probe(name);
            if (kill(PQbackendPID(test::raw_postgres(name).handle()), 0) != 0 && errno == EPERM)
                return test::skip("this user may not kill the server's processes");
        }
        make_commits_endless(name);
        crash<rowan::connection_lost>(name, [](database& db) {
            auto scope = db.begin();
            db.insert(Item{0, "a", 1});
            db.execute("SELECT pg_sleep(3600)");
        });
        crash<rowan::commit_unknown>(name, [](database& db) {
            auto scope = db.begin();
            db.insert(Item{0, "a", 1});
            scope.commit();
        });
        crash<rowan::commit_unknown>(name, [](database& db) { db.insert(Item{0, "a", 1}); });
        crash<rowan::commit_unknown>(name, [](database& db) { db.insert(some_items(copied)); });
    }
}

} // namespace crash_test
