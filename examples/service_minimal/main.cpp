// A service: `GET /user` answers {"id":1,"name":"Jane"}, `POST /user` with {"name":"John"} adds a user.
//
//     service_minimal [DATABASE [PORT [CONNECTIONS]]]
//
// DATABASE is a file of SQLite's, or a URL: postgresql://…. PORT 0 is any that is free; it is printed. SIGINT and SIGTERM end it.

#include <rowan/async.hpp>
#include <rowan/postgres.hpp>
#include <rowan/sqlite.hpp>

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/json/src.hpp>
#include <boost/lexical_cast.hpp>
#include <boost/uuid/random_generator.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iostream>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace json = boost::json;
using namespace std::chrono_literals;
using boost::system::error_code;
using tcp = asio::ip::tcp;

// The tables, on any database. The history says who added whom (its actor), and by which request (its note).

struct User {
    std::int64_t id{};
    std::string name{};
};
template <>
inline constexpr auto rowan::table<User> = define<User>("users", unique<&User::name>);
template <>
inline constexpr auto rowan::history<User> = versioned{};

template <class Driver>
struct people {
    using driver = Driver;
    using tables = rowan::tables<User>;
};

// The handlers. Each is given a transaction of its own, and need not know of which database.

using http_request = http::request<http::string_body>;
using http_response = http::response<http::string_body>;

http_response reply(http::status status, const json::value& body) {
    http_response answer(status, 11);
    answer.set(http::field::content_type, "application/json");
    answer.body() = json::serialize(body);
    return answer;
}
http_response refuse(http::status status, std::string_view why) { return reply(status, {{"error", why}}); }
http_response unavailable(std::string_view why) {
    http_response answer = refuse(http::status::service_unavailable, why);
    answer.set(http::field::retry_after, "1");
    return answer;
}
http_response show(http::status status, const User& user) {
    return reply(status, {{"id", user.id}, {"name", user.name}});
}

constexpr auto jane = rowan::select<User>().where(rowan::col<&User::name> == "Jane");

template <class Transaction>
asio::awaitable<http_response> get_user(Transaction& db, const http_request&) {
    const auto user = co_await db(jane).first();
    co_return user ? show(http::status::ok, *user) : refuse(http::status::not_found, "Jane has left");
}

template <class Transaction>
asio::awaitable<http_response> post_user(Transaction& db, const http_request& request) {
    error_code failure;
    const json::value body = json::parse(request.body(), failure);
    const json::value* name = body.is_object() ? body.get_object().if_contains("name") : nullptr;
    if (name == nullptr || !name->is_string() || name->get_string().empty() ||
        name->get_string().find('\0') != json::string::npos)
        co_return refuse(http::status::bad_request, R"(the body is to be {"name":"…"})");

    User user{.name = std::string(name->get_string())};
    co_await db.insert(user);
    co_return show(http::status::created, user);
}

// The middleware: a connection of the pool and a transaction for a request, committed if the answer is one of success.

template <class Database, class Handler>
asio::awaitable<http_response> in_transaction(rowan::async::pool<Database>& pool, const std::string& client,
                                              const http_request& request, Handler handler) {
    const std::string id = to_string(boost::uuids::random_generator()());
    const rowan::transaction_options options{.actor = client, .note = id};
    struct roll_back {};

    http_response answer;
    try {
        co_await pool.transact(options, [&](auto& transaction) -> asio::awaitable<void> {
            answer = co_await handler(transaction, request);
            if (http::to_status_class(answer.result()) != http::status_class::successful) throw roll_back{};
        });
    } catch (const roll_back&) {
    } catch (const rowan::constraint_violation&) {
        answer = refuse(http::status::conflict, "there is one already");
    } catch (const rowan::pool_exhausted&) { // all connections are in use
        answer = unavailable("too many requests at a time");
    } catch (const rowan::busy&) { // another program has locked the database
        answer = unavailable("the database is locked");
    } catch (const std::exception& error) {
        std::cerr << id << ": " << error.what() << '\n'; // not for the client
        answer = refuse(http::status::internal_server_error, "this is our fault");
    }
    answer.set("X-Request-Id", id);
    co_return answer;
}

template <class Database>
asio::awaitable<http_response> route(rowan::async::pool<Database>& pool, const std::string& client,
                                     const http_request& request) {
    const auto target = request.target().substr(0, request.target().find('?'));
    if (target != "/user") co_return refuse(http::status::not_found, "there is /user only");
    if (request.method() == http::verb::get)
        co_return co_await in_transaction(pool, client, request,
                                          [](auto& db, auto& given) { return get_user(db, given); });
    if (request.method() == http::verb::post)
        co_return co_await in_transaction(pool, client, request,
                                          [](auto& db, auto& given) { return post_user(db, given); });
    http_response answer = refuse(http::status::method_not_allowed, "GET and POST only");
    answer.set(http::field::allow, "GET, POST");
    co_return answer;
}

// The server. All of it runs on one thread.

struct client_set {
    std::set<beast::tcp_stream*> idle{}; // of which a request is awaited
    bool is_ending = false;

    void end() {
        is_ending = true;
        for (beast::tcp_stream* each : idle) each->close();
    }
};

template <class Database>
asio::awaitable<void> serve(tcp::socket socket, client_set& clients, rowan::async::pool<Database>& pool) {
    const std::string client = socket.remote_endpoint().address().to_string();
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer;
    for (bool is_last = false; !is_last && !clients.is_ending;) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(64 * 1024);
        error_code failure;
        stream.expires_after(30s);
        clients.idle.insert(&stream);
        co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, failure));
        clients.idle.erase(&stream);

        http_response answer;
        if (!failure) {
            stream.expires_never();
            answer = co_await route(pool, client, parser.get());
        } else if (failure.category() == make_error_code(http::error::bad_method).category() &&
                   failure != http::error::end_of_stream) {
            answer = refuse(http::status::bad_request, failure.message());
        } else {
            co_return; // the client has gone, or says nothing
        }
        is_last = failure || clients.is_ending || !parser.get().keep_alive();
        answer.version(parser.get().version());
        answer.keep_alive(!is_last);
        answer.prepare_payload();
        stream.expires_after(30s);
        co_await http::async_write(stream, answer, asio::use_awaitable);
    }
    stream.socket().shutdown(tcp::socket::shutdown_send);
}

template <class Database>
asio::awaitable<void> listen(asio::ip::port_type port, client_set& clients, rowan::async::pool<Database>& pool) {
    co_await pool.create_tables();
    if (!co_await pool(jane).first()) {
        User user{.name = "Jane"};
        co_await pool.insert(user);
    }

    const auto executor = co_await asio::this_coro::executor;
    tcp::acceptor acceptor(executor, {asio::ip::address_v4::loopback(), port});
    asio::signal_set signals(executor, SIGINT, SIGTERM);
    signals.async_wait([&](error_code, int) {
        acceptor.close();
        clients.end();
    });
    std::cout << "http://127.0.0.1:" << acceptor.local_endpoint().port() << "/user" << std::endl;
    while (acceptor.is_open()) {
        error_code failure;
        tcp::socket socket = co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, failure));
        // An exception of `serve` says that the client has gone.
        if (!failure) asio::co_spawn(executor, serve(std::move(socket), clients, pool), asio::detached);
    }
}

void rethrow(std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
}

template <class Driver>
void run(const std::string& database, const typename Driver::options& options, asio::ip::port_type port,
         std::size_t connections) {
    asio::io_context context{1};
    client_set clients;
    rowan::async::pool<people<Driver>> pool(context, database, {.maximum = connections, .acquire_timeout = 500ms},
                                            options);

    asio::co_spawn(context, listen(port, clients, pool), rethrow);
    context.run(); // until a signal has come, and all requests are answered
    context.restart();
    pool.close()(rethrow);
    context.run();
}

int main(int argc, char** argv) {
    try {
        const std::string database = argc > 1 ? argv[1] : "people.db";
        const auto port = argc > 2 ? boost::lexical_cast<asio::ip::port_type>(argv[2]) : asio::ip::port_type{8080};
        const auto connections = argc > 3 ? boost::lexical_cast<std::size_t>(argv[3]) : 8;
        if (database.starts_with("postgresql://"))
            run<rowan::postgres>(database, {.lock_timeout = 30s}, port, connections);
        else run<rowan::sqlite>(database, {.busy_timeout = 30s}, port, connections);
    } catch (const std::exception& error) {
        std::cerr << "service_minimal: " << error.what() << '\n';
        return 1;
    }
}
