#include "faults/postgres/faults.hpp"

#include "support/caught.hpp"
#include "support/skip.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

// A server with a certificate of an authority that the test makes.
namespace tls_test {

using namespace faults;
using test::caught;

/// The server of this process with TLS. The server itself makes the files, in its folder.
class tls_server {
public:
    tls_server() {
        constexpr auto make = R"(
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=authority
                -keyout ca.key -out ca.crt &&
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=stranger
                -keyout stranger.key -out stranger.crt &&
            openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost
                -keyout server.key -out server.csr &&
            openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out server.crt)";
        std::string command = make;
        for (char& c : command)
            if (c == '\n') c = ' ';
        server_("CREATE TEMP TABLE said(line text)");
        server_("COPY said FROM PROGRAM '(" + command + ") 2>/dev/null'");
        server_("ALTER SYSTEM SET ssl = on");
        server_("SELECT pg_reload_conf()");
        wait_until([&] { return is_on(); });
    }
    ~tls_server() {
        server_("ALTER SYSTEM RESET ssl");
        server_("SELECT pg_reload_conf()");
    }
    tls_server(const tls_server&) = delete;
    tls_server& operator=(const tls_server&) = delete;

    std::string conninfo(const std::string& host, const std::string& authority) {
        return name_ + " host=" + host + " hostaddr=127.0.0.1 sslmode=verify-full gssencmode=disable sslrootcert=" +
               server_("SHOW data_directory") + "/" + authority + ".crt";
    }

private:
    bool is_on() {
        try {
            test::raw_postgres other(conninfo("localhost", "ca"));
            return true;
        } catch (const std::exception&) {
            return false;
        }
    }

    std::string name_ = empty_items();
    test::raw_postgres server_{name_};
};

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
