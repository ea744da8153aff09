#include "support/environment.hpp"
#include "support/socket.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>
#include <libpq-fe.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// No message of a connection that cannot be opened has a part of a password, however the connection string is written.
namespace passwords_test {

using namespace rowan;
using namespace std::string_literals;

struct nothing {
    using driver = postgres;
    using tables = rowan::tables<>;
};

/// Where nobody listens: no name of a host is looked up, and each connection is refused.
struct fixture {
    test::environment variables;
    test::socket_handle taken = test::bound_socket();

    fixture() {
        const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> list(PQconndefaults(), &PQconninfoFree);
        for (const PQconninfoOption* each = list.get(); each->keyword != nullptr; ++each)
            if (each->envvar != nullptr) variables.set(each->envvar, std::nullopt);
        variables.set("PGHOSTADDR", "127.0.0.1");
        variables.set("PGPORT", std::to_string(test::port_of(taken)));
        variables.set("PGSSLMODE", "disable");
        variables.set("PGGSSENCMODE", "disable");
    }
    static std::string message_of(const std::string& text) {
        try {
            const connection<nothing> db(text);
        } catch (const error& failure) {
            return failure.what() + failure.details().sqlstate + failure.details().detail + failure.details().hint;
        }
        FAIL("nobody listens there");
        return {};
    }
};

constexpr std::array<std::string_view, 2> halves{"QZXJVKWP", "WKPVXQJZ"};

/// Whether four letters of a password stand in a text, one after the other.
bool shows(std::string_view text) {
    for (const std::string_view half : halves)
        for (std::size_t begin = 0; begin + 4 <= half.size(); ++begin)
            if (text.find(half.substr(begin, 4)) != std::string_view::npos) return true;
    return false;
}

/// Whether a reason that names hosts, users, databases and other values would be shown, and have a part of a password in it.
bool may_be_shown(const std::string& text) {
    try {
        if (!detail::connection_string(text).is_clear("")) return false;
    } catch (const connection_lost&) {
        return false; // it is not one of libpq
    }
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> list(PQconninfoParse(text.c_str(), nullptr),
                                                                            &PQconninfoFree);
    if (!list) return shows(text); // the name of a database
    for (const PQconninfoOption* each = list.get(); each->keyword != nullptr; ++each) {
        const std::string_view keyword = each->keyword;
        if (keyword != "password" && keyword != "sslpassword" && each->val != nullptr && shows(each->val)) return true;
    }
    return false;
}

constexpr std::array<std::string_view, 50> separators{"",
                                                      "'",
                                                      "\"",
                                                      " ",
                                                      "\\",
                                                      "@",
                                                      "/",
                                                      "?",
                                                      "#",
                                                      "%",
                                                      ":",
                                                      "=",
                                                      "&",
                                                      "[",
                                                      "]",
                                                      ",",
                                                      ";",
                                                      "$",
                                                      "`",
                                                      "\n",
                                                      "\t",
                                                      "ü",
                                                      "名",
                                                      "%40",
                                                      "%zz",
                                                      "%00",
                                                      "' ",
                                                      " '",
                                                      "' x='",
                                                      "\\'",
                                                      "\"'",
                                                      "''",
                                                      "//",
                                                      "://",
                                                      "@@",
                                                      "@/",
                                                      "/@",
                                                      ":@",
                                                      "?a=",
                                                      "&b=c",
                                                      "@h/d",
                                                      " host=a@",
                                                      "'user='a@",
                                                      "=\"a\"",
                                                      " host=",
                                                      " dbname=",
                                                      " user=a host=",
                                                      "&host=",
                                                      "\r\n",
                                                      "\x01"};
constexpr std::array<std::string_view, 34> places{"password=*",
                                                  "user=u,pwd=*",
                                                  "dbname=postgresql://:*",
                                                  "password=* host=localhost",
                                                  "host=localhost password=*",
                                                  "host=localhost password='*' dbname=d",
                                                  "host=localhost password='* dbname=d",
                                                  "user=u password = * host=localhost",
                                                  "host=localhost password=\"*\"",
                                                  "host=localhost sslpassword=*",
                                                  "host=localhost;user=u;password=*",
                                                  "host=localhost,password=*",
                                                  "host=localhost&password=*",
                                                  "user='u password=*' host=localhost",
                                                  "dbname=d;password=*",
                                                  "Host=localhost Password=*",
                                                  "pasword=*",
                                                  "host=localhost password *",
                                                  "application_name=a password=* options='-c a=1'",
                                                  "postgresql://u:*@localhost/d",
                                                  "postgres://u:*@localhost:5432/d?sslmode=disable",
                                                  "postgresql://u:*@/d",
                                                  "postgresql://u:*",
                                                  "postgresql://u:*/d",
                                                  "postgresql:///d?user=u&password=*",
                                                  "postgresql://localhost/d?password=*&user=u",
                                                  "postgresql://u:*@[::1]/d",
                                                  "postgresql://u:*@[::1/d",
                                                  "POSTGRESQL://u:*@localhost/d",
                                                  " postgresql://u:*@localhost/d",
                                                  "mysql://u:*@localhost/d",
                                                  "jdbc:postgresql://localhost/d?user=u&password=*",
                                                  "dbname=postgresql://u:*@localhost/d",
                                                  "u:*@localhost/d"};

TEST_SUITE("driver") {
    TEST_CASE_FIXTURE(fixture,
                      "no message has four letters of a password, wherever it stands and whatever it has in it") {
        for (const std::string_view place : places)
            for (const std::string_view separator : separators) {
                std::string text(place);
                text.replace(text.find('*'), 1,
                             std::string(halves[0]) + std::string(separator) + std::string(halves[1]));
                const std::string message = message_of(text);
                CAPTURE(text);
                CAPTURE(message);
                CHECK_FALSE(shows(message));
                CHECK(message.find('\n') == std::string::npos);
                CHECK_FALSE(may_be_shown(text));
            }
    }
    TEST_CASE_FIXTURE(fixture, "a zero byte in a connection string is an error, and not its end") {
        for (const std::string& text :
             {"host=localhost\0password=QZXJVKWP"s, "postgresql://u:QZXJ\0VKWP@localhost"s, "\0"s}) {
            const std::string message = message_of(text);
            CHECK(message.find("zero byte") != std::string::npos);
            CHECK_FALSE(shows(message));
        }
    }
    TEST_CASE_FIXTURE(fixture, "what is plainly a host, a port or a database is shown") {
        const std::string port = std::to_string(test::port_of(taken));
        variables.set("PGHOSTADDR", std::nullopt);
        for (const std::string& text :
             {"host=localhost user=u dbname=d password=QZXJVKWP"s, "postgresql://u:QZXJ%40VKWP@localhost/d"s,
              "postgresql://localhost:" + port + "/d"}) {
            const std::string message = message_of(text);
            CAPTURE(message);
            CHECK(message.find("\"localhost\"") != std::string::npos);
            CHECK(message.find(port) != std::string::npos);
            CHECK_FALSE(shows(message));
        }
    }
    TEST_CASE_FIXTURE(fixture, "what may be the end of a password is shown as a host only if it has an address") {
        variables.set("PGHOSTADDR", std::nullopt);
        // RFC 2606 keeps `.invalid` for names that no host has.
        const std::string message = message_of("postgresql://u:p@WKPVXQJZ.invalid/d");
        CHECK_FALSE(shows(message));
        CHECK(message.find("could not translate host name; more is not shown") != std::string::npos);
        CHECK(message_of("postgresql://u@WKPVXQJZ.invalid/d").find("WKPVXQJZ.invalid") != std::string::npos);
    }
    TEST_CASE("the kind of a mistake in a connection string is told in words of its own") {
        const auto kind_of = [](const std::string& text) {
            try {
                const connection<nothing> db(text);
            } catch (const connection_lost& failure) {
                return std::string(failure.what());
            }
            return std::string();
        };
        constexpr const char* before = "the connection string is not one of libpq: ";
        CHECK(kind_of("pasword=a") == before + "an option is none that libpq knows"s);
        CHECK(kind_of("host=a b") == before + "an option has no \"=\"; a value with spaces stands in single quotes"s);
        CHECK(kind_of("host='a") == before + "a single quote is not closed; within a quoted value it is written \\'"s);
        CHECK(kind_of("postgresql://a%zz/b") == before + "two hexadecimal digits stand after each % of a URI"s);
        CHECK(kind_of("postgresql://[::1/b") == before + "a URI has a \"[\" without its \"]\""s);
        CHECK(kind_of("postgresql://a?b=c") == before + "a parameter of a URI is none that libpq knows"s);
        CHECK(detail::kind_of_mistake("what another libpq says of \"QZXJ\"") == "it cannot be taken apart");
    }
}

} // namespace passwords_test
