#pragma once

#include "faults/postgres/faults.hpp"

#include <exception>
#include <string>

namespace faults {

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

} // namespace faults
