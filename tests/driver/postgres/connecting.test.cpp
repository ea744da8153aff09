#include "support/caught.hpp"
#include "support/environment.hpp"
#include "support/postgres_server.hpp"
#include "support/proxy.hpp"
#include "support/raw.hpp"
#include "support/temporary_file.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>
#include <libpq-fe.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// The ways to say where a database is: the environment, a name, a connection string, a URI, a service.
namespace connecting_test {

using namespace rowan;
using namespace std::chrono_literals;
using test::caught;

struct nothing {
    using driver = postgres;
    using tables = rowan::tables<>;
};
using database = connection<nothing>;
using values = std::map<std::string, std::string>;

/// For each option of libpq `use(option)`; of those that the connection string gives, the value.
template <class Use>
void for_options(const std::string& conninfo, const Use& use) {
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> list(PQconninfoParse(conninfo.c_str(), nullptr),
                                                                            &PQconninfoFree);
    REQUIRE(list);
    for (const PQconninfoOption* each = list.get(); each->keyword != nullptr; ++each) use(*each);
}

struct fixture {
    test::environment variables;
    values given;
    fixture() {
        // What somebody has set for other programs counts no more.
        for_options(test::postgres_database(), [&](const PQconninfoOption& each) {
            if (each.envvar != nullptr) variables.set(each.envvar, std::nullopt);
            if (each.val != nullptr) given[each.keyword] = each.val;
        });
        variables.set("PGSERVICEFILE", std::nullopt);
        variables.set("PGCONNECT_TIMEOUT", "180");
    }
    /// All that the connection string says is said by the environment, but for some.
    void use_environment(std::initializer_list<std::string_view> without = {}) {
        for_options("", [&](const PQconninfoOption& each) {
            const bool is_left_out = std::ranges::find(without, each.keyword) != without.end();
            if (each.envvar != nullptr && !is_left_out && given.contains(each.keyword))
                variables.set(each.envvar, given[each.keyword]);
        });
    }
    /// Opens it; the database and the user at the server.
    static std::string opened(const std::string& name, const postgres_options& options = {}) {
        database db(name, options);
        return test::raw_shown(db, "SELECT current_database() || ' ' || session_user");
    }
    [[nodiscard]] std::string expected() { return given["dbname"] + " " + given["user"] + ";"; }
    std::string setting(const std::string& name, const std::string& what, const postgres_options& options = {},
                        const std::string& before = {}) {
        database db(name, options);
        if (!before.empty()) db.execute(before);
        return test::raw_shown(db, "SHOW " + what);
    }
};

/// As URIs have what is no letter or digit.
std::string escaped(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) result += c;
        else (((result += '%') += digits[byte / 16])) += digits[byte % 16];
    }
    return result;
}

/// A database that is there for one test case.
struct odd_database {
    explicit odd_database(std::string chosen) : name(std::move(chosen)) {
        server("CREATE DATABASE \"" + name + "\" TEMPLATE template0");
    }
    ~odd_database() {
        try {
            server("DROP DATABASE \"" + name + "\" WITH (FORCE)");
        } catch (const std::exception& error) {
            MESSAGE("the database was not removed: ", std::string(error.what()));
        }
    }
    odd_database(const odd_database&) = delete;
    odd_database& operator=(const odd_database&) = delete;

    const std::string name;
    test::raw_postgres server{test::server_variable("ROWAN_TEST_POSTGRES")};
};

TEST_SUITE("driver") {
    TEST_CASE_FIXTURE(fixture, "without a name all is as the environment says") {
        use_environment();
        CHECK(opened("") == expected());
        // What the name says counts more.
        variables.set("PGDATABASE", "rowan_missing");
        CHECK_THROWS_AS(opened(""), connection_lost);
        CHECK(opened("dbname=" + given["dbname"]) == expected());
        CHECK(opened("dbname=postgres") == "postgres " + given["user"] + ";");
    }
    TEST_CASE_FIXTURE(fixture, "a name that is no connection string is that of a database") {
        use_environment({"dbname"});
        CHECK(opened(given["dbname"]) == expected());
        CHECK(opened("postgres") == "postgres " + given["user"] + ";");
        CHECK_THROWS_AS(opened("rowan_missing"), connection_lost);
    }
    TEST_CASE_FIXTURE(fixture, "the password is taken from a file of passwords") {
        const test::temporary_file file;
        const std::string port = std::to_string(test::postgres_port());
        std::ofstream(file.name()) << "127.0.0.1:" << port << ":*:" << given["user"] << ':' << given["password"]
                                   << '\n';
        REQUIRE(std::system(("chmod 600 '" + file.name() + "'").c_str()) == 0);
        const std::string place =
            "host=127.0.0.1 port=" + port + " dbname=" + given["dbname"] + " user=" + given["user"];
        CHECK_THROWS_AS(opened(place), connection_lost);
        CHECK(opened(place + " passfile='" + file.name() + "'") == expected());
        variables.set("PGPASSFILE", file.name());
        CHECK(opened(place) == expected());
    }
    TEST_CASE_FIXTURE(fixture, "the environment's settings of a session stand beside those of the options") {
        use_environment();
        variables.set("PGOPTIONS", "-c geqo_threshold=7 -c statement_timeout=1h");
        CHECK(setting("", "geqo_threshold") == "7;");
        CHECK(setting("", "statement_timeout") == "1h;");
        CHECK(setting("", "statement_timeout", {.statement_timeout = 5min}) == "5min;");
        CHECK(setting("options='-c geqo_threshold=8'", "geqo_threshold") == "8;");
        CHECK(setting("", "TimeZone") == "UTC;");
        CHECK(setting("", "application_name") == "rowan;");
        variables.set("PGAPPNAME", "shelf");
        CHECK(setting("", "application_name") == "shelf;");
        variables.set("PGTZ", "Asia/Tokyo");
        variables.set("PGCLIENTENCODING", "LATIN1");
        CHECK(setting("", "TimeZone") == "UTC;");
        for (const std::string forgetting : {"DISCARD ALL", "RESET ALL", "RESET TimeZone", "SELECT 1; RESET ALL"}) {
            CAPTURE(forgetting);
            CHECK(setting("", "TimeZone", {}, forgetting) == "UTC;");
            CHECK(setting("", "TimeZone", {.named_statements = false}, forgetting) == "UTC;");
        }
        CHECK(setting("", "client_encoding") == "UTF8;");
    }
    TEST_CASE_FIXTURE(fixture, "the environment's limit for connecting is kept") {
        test::proxy between(test::postgres_port());
        between.stall();
        variables.set("PGCONNECT_TIMEOUT", "1");
        const std::string there = "host=127.0.0.1 port=" + std::to_string(between.port());
        const auto failure = caught<connection_lost>([&] { (void)opened(there, {.connect_timeout = 1h}); });
        CHECK(std::string(failure.what()).find("no answer for 1000 ms") != std::string::npos);
    }
    TEST_CASE_FIXTURE(fixture, "a URI says where a database is, by a socket or by a host") {
        const std::string who = escaped(given["user"]) + ":" + escaped(given["password"]),
                          name = escaped(given["dbname"]);
        for (const std::string scheme : {"postgresql://", "postgres://"}) {
            CAPTURE(scheme);
            const std::string query = "?host=" + given["host"] + "&port=" + given["port"];
            CHECK(opened(scheme + who + "@/" + name + query) == expected());
            CHECK(opened(scheme + who + "@" + escaped(given["host"]) + ":" + given["port"] + "/" + name) == expected());
            CHECK(opened(scheme + query + "&user=" + given["user"] + "&password=" + given["password"] +
                         "&dbname=" + name) == expected());
            CHECK(opened(scheme + who + "@127.0.0.1:" + std::to_string(test::postgres_port()) + "/" + name) ==
                  expected());
        }
        const std::string place =
            "postgresql://" + who + "@/" + name + "?host=" + escaped(given["host"]) + "&port=" + given["port"];
        CHECK(setting(place + "&application_name=" + escaped("a shelf"), "application_name") == "a shelf;");
        CHECK(setting(place + "&options=" + escaped("-c geqo_threshold=7"), "geqo_threshold", {.lock_timeout = 2s}) ==
              "7;");
        // Of several hosts the first that answers.
        CHECK(opened("postgresql://" + who + "@" + escaped("/nowhere") + ":1," + escaped(given["host"]) + ":" +
                     given["port"] + "/" + name) == expected());
        use_environment();
        CHECK(opened("postgresql://") == expected());
        CHECK(opened("postgresql:///postgres") == "postgres " + given["user"] + ";");
    }
    TEST_CASE_FIXTURE(fixture, "a database whose name has to be quoted is opened by a string and by a URI") {
        const odd_database odd(given["dbname"] + " it's 100% /odd");
        const std::string there = odd.name + " " + given["user"] + ";";
        use_environment();
        std::string quoted;
        for (const char c : odd.name) (quoted += c == '\'' ? "\\" : "") += c;
        CHECK(opened("dbname='" + quoted + "'") == there);
        CHECK(opened("postgresql:///" + escaped(odd.name)) == there);
        CHECK(opened(odd.name) == there);
    }
    TEST_CASE_FIXTURE(fixture, "what the server says of a database that may be a URI with its password is not shown") {
        use_environment({"dbname"});
        for (const std::string name : {"admin:S3CRET@db.example/library", "admin/S3CRET",
                                       "host localhost password S3CRET", "admin:S3CRET", "library;password:S3CRET"}) {
            const auto failure = caught<connection_lost>([&] { (void)opened(name); });
            const std::string message = failure.what();
            CAPTURE(message);
            CHECK(failure.details().sqlstate == "3D000");
            CHECK(message.find("CRET") == std::string::npos);
            CHECK(message.find("does not exist; more is not shown") != std::string::npos);
        }
        const auto failure = caught<connection_lost>([&] { (void)opened("rowan_missing"); });
        CHECK(std::string(failure.what()).find("\"rowan_missing\" does not exist") != std::string::npos);
    }
    TEST_CASE_FIXTURE(fixture, "a service of a service file says where a database is") {
        const test::temporary_file file;
        std::ofstream services(file.name());
        services << "# services\n[other]\ndbname=rowan_missing\n\n[library]\n";
        for (const auto& [keyword, value] : given) services << keyword << '=' << value << '\n';
        services << "application_name=shelf\nconnect_timeout=177\noptions=-c work_mem=7MB\n";
        services.close();
        variables.set("PGSERVICEFILE", file.name());
        CHECK(opened("service=library") == expected());
        CHECK(opened("postgresql://?service=library") == expected());
        CHECK(setting("service=library", "application_name") == "shelf;");
        CHECK(setting("service=library", "work_mem") == "7MB;");
        // What stands beside the service counts more than it, and that more than the environment.
        CHECK(opened("service=library dbname=postgres") == "postgres " + given["user"] + ";");
        variables.set("PGDATABASE", "rowan_missing");
        CHECK(opened("service=library") == expected());
        variables.set("PGSERVICE", "library");
        CHECK(opened("") == expected());
        variables.set("PGSERVICE", std::nullopt);
        const auto failure = caught<connection_lost>([&] { (void)opened("service=nobody"); });
        CHECK(std::string(failure.what()).find("nobody") != std::string::npos);
    }
}

} // namespace connecting_test
