// names: HttpServer
#include "rowan/sqlite.hpp"

#include <cstdint>

struct HTTPServer {
    std::int64_t id = 0;
};
struct HttpServer {
    std::int64_t id = 0;
};
#if !MISTAKE
template <>
inline constexpr auto rowan::table<HttpServer> = rowan::define<HttpServer>("http_server_of_another_kind");
#endif
struct network {
    using driver = rowan::sqlite;
    using tables = rowan::tables<HTTPServer, HttpServer>;
};
int main() {
    rowan::connection<network> db(":memory:");
    db.insert(HTTPServer{});
}
