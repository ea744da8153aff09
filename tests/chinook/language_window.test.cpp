#include "chinook/language.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>

namespace music {
namespace {
namespace windows {

using namespace rowan;

// The longest tracks of each genre.
struct NumberedTrack {
    std::int64_t track_id = 0;
    std::int64_t place = 0;
};

constexpr auto numbered =
    select(
        col<&Track::track_id>,
        row_number()
            .over(partition_by(col<&Track::genre_id>).order_by(desc(col<&Track::milliseconds>), col<&Track::track_id>))
            .as<"place">())
        .from<Track>();

constexpr auto longest =
    select(col<&Genre::name>, col<&NumberedTrack::place>, col<&Track::name>.as<"track">(), col<&Track::milliseconds>)
        .from(subquery<NumberedTrack>(numbered))
        .join<Track>(col<&Track::track_id> == col<&NumberedTrack::track_id>)
        .join<Genre>()
        .where(col<&NumberedTrack::place> <= param<"most">)
        .order_by(col<&Genre::name>, col<&NumberedTrack::place>);
static_assert(has_constant_text(longest));

// The places of the customers among all, by the number of tracks that they have bought: with gaps and without.
constexpr auto bought = count(col<&InvoiceLine::invoice_line_id>);

constexpr auto places =
    select(col<&Customer::last_name>, bought.as<"tracks">(), rank().over(order_by(desc(bought))).as<"place">(),
           dense_rank().over(order_by(desc(bought))).as<"level">(),
           percent_rank().over(order_by(bought)).as<"better_than">())
        .from<Customer>()
        .join<Invoice>()
        .join<InvoiceLine>()
        .group_by(col<&Customer::customer_id>)
        .order_by(named<"place">, col<&Customer::last_name>);
static_assert(has_constant_text(places));

// What each month brought, what the year had brought until then, and the mean of three months.
struct Month {
    std::int64_t year = 0;
    std::int64_t month = 0;
    double total = 0;
};

constexpr auto months =
    select(year_of(col<&Invoice::invoice_date>).as<"year">(), month_of(col<&Invoice::invoice_date>).as<"month">(),
           coalesce(round(sum(col<&Invoice::total>), 2), 0.0).as<"total">())
        .from<Invoice>()
        .group_by(named<"year">, named<"month">);

constexpr auto course =
    select(col<&Month::year>, col<&Month::month>, col<&Month::total>,
           round(sum(col<&Month::total>).over<"year">(), 2).as<"so_far">(),
           round(avg(col<&Month::total>).over<"around">(), 2).as<"smoothed">(),
           max(col<&Month::total>).over(partition_by(col<&Month::year>)).as<"best">())
        .with(cte<Month>(months))
        .from<Month>()
        .window<"year">(partition_by(col<&Month::year>).order_by(col<&Month::month>))
        .window<"around">(order_by(col<&Month::year>, col<&Month::month>).rows(preceding(1), following(1)))
        .order_by(col<&Month::year>, col<&Month::month>);
static_assert(has_constant_text(course));

// How sales have grown from year to year in each country, in percent of the year before.
struct Year {
    std::optional<std::string> country;
    std::int64_t year = 0;
    double total = 0;
};

constexpr auto years = select(col<&Invoice::billing_country>, year_of(col<&Invoice::invoice_date>).as<"year">(),
                              coalesce(sum(col<&Invoice::total>), 0.0).as<"total">())
                           .from<Invoice>()
                           .group_by(col<&Invoice::billing_country>, named<"year">);

constexpr auto before = lag(col<&Year::total>).over<"course">();

constexpr auto growth = select(col<&Year::country>, col<&Year::year>, round(col<&Year::total>, 2).as<"total">(),
                               round((col<&Year::total> - before) * 100.0 / before, 1).as<"percent">(),
                               lead(col<&Year::year>, 1, 0).over<"course">().as<"next_year">())
                            .from(subquery<Year>(years))
                            .window<"course">(partition_by(col<&Year::country>).order_by(col<&Year::year>))
                            .order_by(col<&Year::country>, col<&Year::year>);
static_assert(has_constant_text(growth));

// The days that a customer stayed away before each invoice, and which invoice was the first and which the greatest.
constexpr auto visits =
    select(col<&Invoice::customer_id>, col<&Invoice::invoice_id>,
           days_between(lag(col<&Invoice::invoice_date>).over<"visits">(), col<&Invoice::invoice_date>).as<"days">(),
           first_value(col<&Invoice::invoice_id>).over<"visits">().as<"first">(),
           first_value(col<&Invoice::invoice_id>)
               .over(partition_by(col<&Invoice::customer_id>)
                         .order_by(desc(col<&Invoice::total>), col<&Invoice::invoice_id>))
               .as<"greatest">(),
           count().filter(col<&Invoice::total> > 10.0).over<"visits">().as<"great_so_far">())
        .from<Invoice>()
        .window<"visits">(partition_by(col<&Invoice::customer_id>).order_by(col<&Invoice::invoice_date>))
        .order_by(col<&Invoice::customer_id>, col<&Invoice::invoice_date>);
static_assert(has_constant_text(visits));

// The tracks of an album in four parts by their length, each with the lengths around it: its own not counted.
constexpr auto parts =
    select(col<&Track::name>, ntile(4).over<"length">().as<"part">(),
           avg(col<&Track::milliseconds>)
               .over(order_by(col<&Track::milliseconds>).groups(preceding(2), following(2)).exclude_current_row())
               .as<"around">(),
           last_value(col<&Track::name>)
               .over(order_by(col<&Track::milliseconds>).range(unbounded_preceding, unbounded_following))
               .as<"longest">())
        .from<Track>()
        .join<Album>()
        .where(col<&Album::title> == "Big Ones")
        .window<"length">(order_by(col<&Track::milliseconds>))
        .order_by(col<&Track::milliseconds>);
static_assert(has_constant_text(parts));

} // namespace windows
} // namespace

TEST_SUITE("chinook") {

    TEST_CASE("the longest tracks of each genre") {
        using namespace rowan::literals;
        require_answer(
            "SELECT * FROM (SELECT g.Name, (SELECT count(*) FROM Track o WHERE o.GenreId = t.GenreId AND "
            "(o.Milliseconds > t.Milliseconds OR o.Milliseconds = t.Milliseconds AND o.TrackId <= t.TrackId)) "
            "AS place, t.Name AS track, t.Milliseconds FROM Track t JOIN Genre g USING (GenreId)) x "
            "WHERE place <= 3 ORDER BY 1, 2",
            windows::longest, "most"_p = 3);
    }

    TEST_CASE("the places of the customers, with gaps and without") {
        require_answer("WITH b AS (SELECT c.LastName AS name, count(*) AS n FROM Customer c JOIN Invoice i "
                       "USING (CustomerId) JOIN InvoiceLine l USING (InvoiceId) GROUP BY c.CustomerId) "
                       "SELECT name, n, (SELECT count(*) FROM b o WHERE o.n > b.n) + 1, "
                       "(SELECT count(DISTINCT o.n) FROM b o WHERE o.n > b.n) + 1, "
                       "(SELECT count(*) FROM b o WHERE o.n < b.n) / 58.0 FROM b ORDER BY 3, 1",
                       windows::places);
    }

    TEST_CASE("what each month brought, what the year until then, and the mean of three months") {
        require_answer("WITH m AS (SELECT strftime('%Y', InvoiceDate) AS y, strftime('%m', InvoiceDate) AS m, "
                       "round(sum(Total), 2) AS t FROM Invoice GROUP BY y, m) "
                       "SELECT CAST(y AS INTEGER), CAST(m AS INTEGER), t, "
                       "round((SELECT sum(o.t) FROM m o WHERE o.y = m.y AND o.m <= m.m), 2), "
                       "round(avg(t) OVER (ORDER BY y, m ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), 2), "
                       "(SELECT max(o.t) FROM m o WHERE o.y = m.y) FROM m ORDER BY y, m",
                       windows::course);
    }

    TEST_CASE("how sales have grown from year to year in each country") {
        require_answer("WITH y AS (SELECT BillingCountry AS c, CAST(strftime('%Y', InvoiceDate) AS INTEGER) AS y, "
                       "sum(Total) AS t FROM Invoice GROUP BY 1, 2) "
                       "SELECT a.c, a.y, round(a.t, 2), round((a.t - b.t) * 100 / b.t, 1), "
                       "coalesce((SELECT min(o.y) FROM y o WHERE o.c = a.c AND o.y > a.y), 0) "
                       "FROM y a LEFT JOIN y b ON b.c = a.c AND "
                       "b.y = (SELECT max(o.y) FROM y o WHERE o.c = a.c AND o.y < a.y) ORDER BY 1, 2",
                       windows::growth);
    }

    TEST_CASE("the days between the invoices of a customer, their first and their greatest") {
        require_answer("SELECT CustomerId, InvoiceId, CAST(julianday(InvoiceDate) - julianday((SELECT "
                       "max(o.InvoiceDate) FROM Invoice o WHERE o.CustomerId = i.CustomerId AND "
                       "o.InvoiceDate < i.InvoiceDate)) AS INTEGER), "
                       "(SELECT min(InvoiceId) FROM Invoice o WHERE o.CustomerId = i.CustomerId), "
                       "(SELECT InvoiceId FROM Invoice o WHERE o.CustomerId = i.CustomerId ORDER BY Total DESC, "
                       "InvoiceId LIMIT 1), (SELECT count(*) FROM Invoice o WHERE o.CustomerId = i.CustomerId AND "
                       "o.InvoiceDate <= i.InvoiceDate AND o.Total > 10) FROM Invoice i ORDER BY 1, InvoiceDate",
                       windows::visits);
    }

    TEST_CASE("the tracks of an album in parts by their length") {
        require_answer("WITH t AS (SELECT Name, Milliseconds AS m, row_number() OVER (ORDER BY Milliseconds) AS n "
                       "FROM Track WHERE AlbumId = (SELECT AlbumId FROM Album WHERE Title = 'Big Ones')) "
                       "SELECT Name, ntile(4) OVER (ORDER BY n), "
                       "(SELECT avg(o.m) FROM t o WHERE abs(o.n - t.n) BETWEEN 1 AND 2), "
                       "(SELECT Name FROM t ORDER BY m DESC LIMIT 1) FROM t ORDER BY n",
                       windows::parts);
    }

} // TEST_SUITE

} // namespace music
