#include "chinook/chinook.hpp"
#include "chinook/compare.hpp"

#include <doctest/doctest.h>

namespace music {
namespace {
namespace groups {

using namespace rowan;

constexpr auto genres = select(col<&Genre::name>, count().as<"tracks">(), min(col<&Track::milliseconds>),
                               max(col<&Track::milliseconds>), avg(col<&Track::bytes>).as<"size">())
                            .from<Track>()
                            .join<Genre>()
                            .group_by(col<&Genre::genre_id>, col<&Genre::name>)
                            .having(count() >= 30 && max(col<&Track::milliseconds>) < 2'000'000)
                            .order_by(desc(count()), col<&Genre::name>);

static_assert(
    sql_text<chinook>(genres) ==
    R"(SELECT "Genre"."Name", count(*) AS "tracks", min("Track"."Milliseconds"), max("Track"."Milliseconds"),)"
    R"( avg("Track"."Bytes") AS "size" FROM "Track" JOIN "Genre" ON "Track"."GenreId" = "Genre"."GenreId")"
    R"( GROUP BY "Genre"."GenreId", "Genre"."Name")"
    R"( HAVING count(*) >= ?1 AND max("Track"."Milliseconds") < ?2 ORDER BY count(*) DESC, "Genre"."Name")");

constexpr auto countries = select(col<&Invoice::billing_country>, count().as<"invoices">(),
                                  sum(col<&Invoice::total>).as<"total">(), min(col<&Invoice::invoice_date>))
                               .from<Invoice>()
                               .group_by(col<&Invoice::billing_country>)
                               .order_by(col<&Invoice::billing_country>);

static_assert(sql_text<chinook>(countries) ==
              R"(SELECT "Invoice"."BillingCountry", count(*) AS "invoices", sum("Invoice"."Total") AS "total",)"
              R"( min("Invoice"."InvoiceDate") FROM "Invoice")"
              R"( GROUP BY "Invoice"."BillingCountry" ORDER BY "Invoice"."BillingCountry")");

constexpr auto top_customers =
    select(col<&Customer::customer_id>, col<&Customer::first_name>, col<&Customer::last_name>, col<&Customer::company>,
           col<&Employee::last_name>.as<"agent">(),
           sum(col<&InvoiceLine::unit_price>* col<&InvoiceLine::quantity>).as<"spent">(),
           count_distinct(col<&Invoice::invoice_id>).as<"invoices">())
        .from<Customer>()
        .join<Employee>()
        .join<Invoice>()
        .join<InvoiceLine>()
        .group_by(col<&Customer::customer_id>, col<&Employee::last_name>)
        .order_by(desc(sum(col<&InvoiceLine::unit_price> * col<&InvoiceLine::quantity>)), col<&Customer::customer_id>)
        .limit(param<"most">);

static_assert(sql_text<chinook>(top_customers) ==
              R"(SELECT "Customer"."CustomerId", "Customer"."FirstName", "Customer"."LastName", "Customer"."Company",)"
              R"( "Employee"."LastName" AS "agent",)"
              R"( sum("InvoiceLine"."UnitPrice" * "InvoiceLine"."Quantity") AS "spent",)"
              R"( count(DISTINCT "Invoice"."InvoiceId") AS "invoices" FROM "Customer")"
              R"( JOIN "Employee" ON "Customer"."SupportRepId" = "Employee"."EmployeeId")"
              R"( JOIN "Invoice" ON "Invoice"."CustomerId" = "Customer"."CustomerId")"
              R"( JOIN "InvoiceLine" ON "InvoiceLine"."InvoiceId" = "Invoice"."InvoiceId")"
              R"( GROUP BY "Customer"."CustomerId", "Employee"."LastName")"
              R"( ORDER BY sum("InvoiceLine"."UnitPrice" * "InvoiceLine"."Quantity") DESC, "Customer"."CustomerId")"
              R"( LIMIT ?1)");

} // namespace groups
} // namespace

TEST_SUITE("chinook") {

    TEST_CASE("genres of many tracks, none of them long") {
        require_answer("SELECT g.Name, count(*), min(t.Milliseconds), max(t.Milliseconds), avg(t.Bytes) "
                       "FROM Track t JOIN Genre g USING (GenreId) GROUP BY g.GenreId "
                       "HAVING count(*) >= 30 AND max(t.Milliseconds) < 2000000 ORDER BY count(*) DESC, g.Name",
                       groups::genres);
    }

    TEST_CASE("what was invoiced in each country") {
        require_answer("SELECT BillingCountry, count(*), sum(Total), min(InvoiceDate) FROM Invoice "
                       "GROUP BY BillingCountry ORDER BY BillingCountry",
                       groups::countries);
        double total = 0;
        auto* db = sample();
        if (db == nullptr) return;
        for (const auto& row : (*db)(groups::countries)) total += row.get<"total">().value();
        CHECK(total == doctest::Approx(2328.60));
    }

    TEST_CASE("the customers who spent most, with who looks after them") {
        using namespace rowan::literals;
        require_answer("SELECT c.CustomerId, c.FirstName, c.LastName, c.Company, e.LastName, "
                       "sum(l.UnitPrice * l.Quantity), count(DISTINCT i.InvoiceId) "
                       "FROM Customer c JOIN Employee e ON e.EmployeeId = c.SupportRepId "
                       "JOIN Invoice i ON i.CustomerId = c.CustomerId JOIN InvoiceLine l ON l.InvoiceId = i.InvoiceId "
                       "GROUP BY c.CustomerId, e.LastName ORDER BY 6 DESC, 1 LIMIT 10",
                       groups::top_customers, "most"_p = 10);
        auto* db = sample();
        if (db == nullptr) return;
        const auto rows = (*db)(groups::top_customers, "most"_p = 3).all();
        REQUIRE(rows.size() == 3);
        CHECK(rows[0].get<"last_name">() == "Holý");
    }

} // TEST_SUITE

} // namespace music
