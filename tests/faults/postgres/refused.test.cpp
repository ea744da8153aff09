#include "faults/postgres/faults.hpp"

#include "support/caught.hpp"

#include <doctest/doctest.h>

#include <exception>
#include <string>
#include <unistd.h>
#include <vector>

// What a server refuses: connections, and statements of a role that has no rights.
namespace refused_test {

using namespace faults;
using test::caught;

/// The message has each of these, and never a password.
void check_message(const rowan::error& error, const std::vector<std::string>& parts) {
    const std::string message = error.what();
    CAPTURE(message);
    for (const std::string& part : parts) {
        CAPTURE(part);
        CHECK(message.find(part) != std::string::npos);
    }
    CHECK(message.find(test::postgres_password()) == std::string::npos);
    CHECK(message.find("s3cret") == std::string::npos);
}

/// A role of this process.
class role {
public:
    role(const std::string& database, const std::string& options) : server_(database) {
        server_("CREATE ROLE " + name + " " + options);
    }
    ~role() {
        try {
            server_("DROP OWNED BY " + name + "; DROP ROLE " + name);
        } catch (const std::exception& error) {
            MESSAGE("the role was not removed: ", std::string(error.what()));
        }
    }
    role(const role&) = delete;
    role& operator=(const role&) = delete;

    const std::string name = "rowan_faults_" + std::to_string(getpid());

private:
    test::raw_postgres server_;
};

TEST_SUITE("faults") {
    TEST_CASE("a wrong password is refused permission, and the message says for whom and where") {
        const std::string place = test::over_tcp(test::empty_postgres()) + " user=rowan_password";
        { const database right(place, bounded); }
        const auto error =
            caught<rowan::permission_denied>([&] { const database db(place + " password=s3cret", bounded); });
        CHECK(error.details().sqlstate == "28P01");
        check_message(error, {"cannot open the database", "127.0.0.1", std::to_string(test::postgres_port()),
                              "rowan_password", "authentication failed"});
    }
    TEST_CASE("a role that does not exist, and one that must not connect, are refused permission") {
        const std::string name = test::empty_postgres();
        const role locked_out(name, "NOLOGIN");
        for (const std::string& who : {locked_out.name, std::string("rowan_nobody")}) {
            const auto error =
                caught<rowan::permission_denied>([&] { const database db(name + " user=" + who, bounded); });
            check_message(error, {who});
        }
    }
    TEST_CASE("a database that is missing is a connection that cannot be opened") {
        const auto error = caught<rowan::connection_lost>(
            [&] { const database db(test::postgres_database() + " dbname=rowan_missing", bounded); });
        CHECK(error.details().sqlstate == "3D000");
        check_message(error, {"cannot open the database", "rowan_missing", std::to_string(test::postgres_port())});
    }
    TEST_CASE("a connection string that is none says so, and not what stood in it") {
        for (const std::string text :
             {"host=localhost password='s3cret", "postgresql://user:s3cret@[::1/db", "pasword=s3cret"}) {
            const auto error = caught<rowan::connection_lost>([&] { const database db(text, bounded); });
            check_message(error, {"connection string"});
        }
    }
    TEST_CASE("too many connections of a role are a resource that is exhausted") {
        const std::string name = test::empty_postgres();
        test::raw_postgres other(name);
        const role limited_role(name, "LOGIN CONNECTION LIMIT 2");
        const std::string limited = name + " user=" + limited_role.name;
        const auto wait_until_free = [&] {
            wait_until([&] {
                return other("SELECT count(*) FROM pg_stat_activity WHERE usename = '" + limited_role.name + "'") ==
                       "0";
            });
        };
        {
            database first(limited, bounded);
            const database second(limited, bounded);
            const auto error = caught<rowan::resource_exhausted>([&] { const database third(limited, bounded); });
            CHECK(error.details().sqlstate == "53300");
            check_message(error, {"too many connections", limited_role.name, std::to_string(test::postgres_port())});
            first.execute("SELECT 1");
        }
        wait_until_free();
        { const database again(limited, bounded); }
        wait_until_free();
    }
    TEST_CASE("a role without rights is refused each statement, and its connection goes on") {
        const std::string name = empty_items();
        test::raw_postgres other(name);
        const role poor(name, "LOGIN");
        {
            database db(name + " user=" + poor.name, bounded);
            const auto check_denied = [&](const auto& action) {
                const auto error = caught<rowan::permission_denied>(action);
                CHECK(error.details().sqlstate == "42501");
                check_message(error, {"permission denied", "item"});
            };
            check_denied([&] { (void)db(all_items).all(); });
            check_denied([&] { db.insert(Item{0, "a", 1}); });
            check_denied([&] { db.insert(some_items(100)); });
            check_denied([&] { db.insert(some_items(copied)); });
            check_denied([&] { db.stream(all_items).for_each([](const auto&) {}); });
            check_denied([&] { db.pipeline([](auto& p) { (void)p(all_items); }); });
            check_denied([&] { db.execute("DELETE FROM item"); });
            other("GRANT SELECT ON item TO " + poor.name);
            CHECK(db(all_items).all().empty());
            check_denied([&] { db.insert(some_items(copied)); });
            check_denied([&] { db.transact([&] { db.insert(Item{0, "a", 1}); }); });
            CHECK(db(all_items).all().empty());
        }
    }
    TEST_CASE("the message of a constraint that refuses a row has no values of connections") {
        const std::string name = empty_items();
        database db(test::over_tcp(name), bounded);
        db.insert(Item{0, "a", 1});
        const auto error = caught<rowan::constraint_violation>([&] { db.insert(Item{0, "a", 1}); });
        check_message(error, {"item"});
    }
}

} // namespace refused_test
