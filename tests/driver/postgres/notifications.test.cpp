#include "support/postgres_server.hpp"

#include "rowan/postgres.hpp"

#include <doctest/doctest.h>
#include <libpq-fe.h>

#include <string>

// What a session that listens is told between the rows of other statements.
namespace notifications_test {

using namespace rowan;

struct nothing {
    using driver = postgres;
    using tables = rowan::tables<>;
};

TEST_SUITE("driver") {
    TEST_CASE("notifications are handed on as they are read, or dropped: none is kept") {
        struct heard {
            int count = 0;
            std::string last{};
        } heard;
        connection<nothing> db(test::empty_postgres());
        db.execute("LISTEN news");
        db.handle().set_notified({[](void* self, const postgres_notification& news) noexcept {
                                      auto& all = *static_cast<struct heard*>(self);
                                      ++all.count;
                                      all.last = std::string(news.channel) + ":" + std::string(news.payload);
                                  },
                                  &heard});
        db.execute("SELECT pg_notify('news', 'item ' || i) FROM generate_series(1, 2000) AS i");
        db.execute("SELECT 1");
        CHECK(heard.count == 2000);
        CHECK(heard.last == "news:item 2000");
        db.handle().set_notified({});
        db.execute("NOTIFY news");
        db.execute("SELECT 1");
        CHECK(heard.count == 2000);
        CHECK(PQnotifies(db.handle().native_handle()) == nullptr);
    }
}

} // namespace notifications_test
