#include "chinook/chinook.hpp"
#include "chinook/compare.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace music {
namespace {
namespace filters {

using namespace rowan;
using namespace std::chrono_literals;

constexpr auto invoices_of_time = select<Invoice>()
                                      .where(between(col<&Invoice::invoice_date>, param<"from">, param<"until">),
                                             col<&Invoice::total> >= param<"least">)
                                      .order_by(desc(col<&Invoice::total>), col<&Invoice::invoice_id>);

static_assert(sql_text<chinook>(invoices_of_time) ==
              R"(SELECT "Invoice"."InvoiceId", "Invoice"."CustomerId", "Invoice"."InvoiceDate",)"
              R"( "Invoice"."BillingAddress", "Invoice"."BillingCity", "Invoice"."BillingState",)"
              R"( "Invoice"."BillingCountry", "Invoice"."BillingPostalCode", "Invoice"."Total" FROM "Invoice")"
              R"( WHERE "Invoice"."InvoiceDate" BETWEEN ?1 AND ?2 AND "Invoice"."Total" >= ?3)"
              R"( ORDER BY "Invoice"."Total" DESC, "Invoice"."InvoiceId")");

constexpr std::array<std::string_view, 3> european{"France", "Czech Republic", "Portugal"};
constexpr auto cities = select(col<&Invoice::billing_country>, col<&Invoice::billing_city>)
                            .distinct()
                            .from<Invoice>()
                            .where(in(col<&Invoice::billing_country>, european) ||
                                   in(col<&Invoice::billing_state>, "CA", "NV", "O'Higgins"))
                            .where(!(col<&Invoice::billing_city> == "Lyon"))
                            .order_by(col<&Invoice::billing_country>, col<&Invoice::billing_city>);

static_assert(sql_text<chinook>(cities) ==
              R"(SELECT DISTINCT "Invoice"."BillingCountry", "Invoice"."BillingCity" FROM "Invoice")"
              R"( WHERE ("Invoice"."BillingCountry" IN rowan_array(?1) OR "Invoice"."BillingState" IN (?2, ?3, ?4)))"
              R"( AND NOT "Invoice"."BillingCity" = ?5)"
              R"( ORDER BY "Invoice"."BillingCountry", "Invoice"."BillingCity")");

struct wanted {
    std::optional<std::int64_t> genre;
    std::optional<std::string_view> composer;
    std::optional<int> least_milliseconds;
};

// A page of the tracks that meet what is wanted.
constexpr auto tracks(const wanted& what) {
    return select<Track>()
        .where(when(what.genre.has_value(), col<&Track::genre_id> == what.genre.value_or(0)),
               when(what.composer.has_value(), like(col<&Track::composer>, what.composer.value_or(""))),
               when(what.least_milliseconds.has_value(),
                    col<&Track::milliseconds> / 1000 >= what.least_milliseconds.value_or(0) / 1000))
        .order_by(col<&Track::name>, col<&Track::track_id>)
        .limit(param<"size">)
        .offset(param<"start">);
}

static_assert(
    sql_text<chinook>(tracks({})) ==
    R"(SELECT "Track"."TrackId", "Track"."Name", "Track"."AlbumId", "Track"."MediaTypeId", "Track"."GenreId",)"
    R"( "Track"."Composer", "Track"."Milliseconds", "Track"."Bytes", "Track"."UnitPrice" FROM "Track")"
    R"( WHERE "Track"."GenreId" = ?3 AND "Track"."Composer" LIKE ?4 AND "Track"."Milliseconds" / ?5 >= ?6)"
    R"( ORDER BY "Track"."Name", "Track"."TrackId" LIMIT ?1 OFFSET ?2)");

} // namespace filters
} // namespace

TEST_SUITE("chinook") {

    TEST_CASE("invoices of a range of dates, whole, the largest first") {
        using namespace rowan::literals;
        using namespace std::chrono;
        require_answer("SELECT * FROM Invoice WHERE InvoiceDate >= '2022-02-01 00:00:00' AND "
                       "InvoiceDate <= '2022-12-31 00:00:00' AND Total >= 5.94 ORDER BY Total DESC, InvoiceId",
                       filters::invoices_of_time, "from"_p = sys_seconds{sys_days{2022y / 2 / 1}},
                       "until"_p = sys_seconds{sys_days{2022y / 12 / 31}}, "least"_p = 5.94);
    }

    TEST_CASE("cities without repetition, of countries in one list and states in another") {
        require_answer(
            "SELECT BillingCountry, BillingCity FROM Invoice WHERE (BillingCountry IN ('France', 'Czech Republic', "
            "'Portugal') OR BillingState IN ('CA', 'NV')) AND BillingCity <> 'Lyon' GROUP BY 1, 2 ORDER BY 1, 2",
            filters::cities);
    }

    TEST_CASE("pages of tracks, of which the filters may be absent") {
        using namespace rowan::literals;
        auto* db = sample();
        if (db == nullptr) return;
        for (int present = 0; present < 8; ++present) {
            CAPTURE(present);
            filters::wanted what;
            std::string where = " WHERE 1 = 1";
            if ((present & 1) != 0) what.genre = 1, where += " AND GenreId = 1";
            if ((present & 2) != 0) what.composer = "%Steve%", where += " AND Composer LIKE '%Steve%'";
            if ((present & 4) != 0) what.least_milliseconds = 300'000, where += " AND Milliseconds >= 300000";
            for (int start = 0; start < 40; start += 20)
                require_answer("SELECT * FROM Track" + where + " ORDER BY Name, TrackId LIMIT 20 OFFSET " +
                                   std::to_string(start),
                               filters::tracks(what), "size"_p = 20, "start"_p = start);
        }
    }

    TEST_CASE("what a list holds is decided when the query is run") {
        auto* db = sample();
        if (db == nullptr) return;
        std::vector<std::int64_t> wanted;
        const auto employees = rowan::select<Employee>()
                                   .where(rowan::in(rowan::col<&Employee::reports_to>, wanted))
                                   .order_by(rowan::col<&Employee::employee_id>);
        CHECK((*db)(employees).all().empty());
        wanted = {2, 6, 77};
        require_answer("SELECT * FROM Employee WHERE ReportsTo IN (2, 6) ORDER BY EmployeeId", employees);
    }

} // TEST_SUITE

} // namespace music
