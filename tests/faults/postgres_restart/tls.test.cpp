#include "faults/postgres/faults.hpp"
#include "faults/postgres_restart/tls_server.hpp"

#include "support/caught.hpp"
#include "support/skip.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

// A server with a certificate of an authority that the test makes.
namespace tls_test {

using namespace faults;
using test::caught;

TEST_SUITE("faults") {
    TEST_CASE("with sslmode=verify-full the server's certificate and name are checked, and all else goes on as ever") {
        if (std::system("command -v openssl > /dev/null") != 0) return test::skip("there is no openssl");
        tls_server server;
        const std::string name = server.conninfo("localhost", "ca");
        {
            database db(name, bounded);
            db.insert(some_items(copied));
            CHECK(db(all_items).all().size() == copied);
            CHECK(test::raw_postgres(name)("SELECT ssl FROM pg_stat_ssl WHERE pid = " +
                                           std::to_string(backend_of(db))) == "t");
            CHECK(db.cancel());
        }
        const auto stranger = caught<rowan::connection_lost>(
            [&] { const database db(server.conninfo("localhost", "stranger"), bounded); });
        CHECK(std::string(stranger.what()).find("certificate verify failed") != std::string::npos);
        const auto other_host =
            caught<rowan::connection_lost>([&] { const database db(server.conninfo("elsewhere", "ca"), bounded); });
        CHECK(std::string(other_host.what()).find("elsewhere") != std::string::npos);
        CHECK_THROWS_AS(database(server.conninfo("localhost", "missing"), bounded), rowan::connection_lost);

        test::raw_postgres other(name);
        {
            database db(name, bounded);
            terminate(other, backend_of(db));
            wait_until_told(db);
            CHECK_THROWS_AS(db.insert(Item{0, "late", 1}), rowan::connection_lost);
            check_lost(db);
        }
        database db(name, bounded);
        make_commits_endless(name);
        auto fault = meanwhile([&, backend = backend_of(db)] {
            wait_until_inside(other, backend);
            terminate(other, backend);
        });
        CHECK_THROWS_AS(db.insert(Item{0, "late", 1}), rowan::commit_unknown);
        fault.get();
        check_lost(db);
        CHECK(count_items(name) == static_cast<int>(copied));
    }
}

} // namespace tls_test
