#include "chinook/language.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace music {
namespace {
namespace nested {

using namespace rowan;

// Customers who bought music of a genre, and never that of an artist.
constexpr auto bought_of_genre = select<InvoiceLine>().join<Invoice>().join<Track>().join<Genre>().where(
    col<&Invoice::customer_id> == col<&Customer::customer_id>, col<&Genre::name> == param<"genre">);
constexpr auto bought_of_artist =
    select<InvoiceLine>().join<Invoice>().join<Track>().join<Album>().join<Artist>().where(
        col<&Invoice::customer_id> == col<&Customer::customer_id>, col<&Artist::name> == param<"artist">);

constexpr auto never_heard =
    select<Customer>().where(exists(bought_of_genre) && !exists(bought_of_artist)).order_by(col<&Customer::last_name>);
static_assert(has_constant_text(never_heard));

// Each employee with the customers, the last sale and the best one: queries that use the row around them.
constexpr auto sales = select(max(col<&Invoice::invoice_date>))
                           .from<Invoice>()
                           .join<Customer>()
                           .where(col<&Customer::support_rep_id> == col<&Employee::employee_id>);
constexpr auto best_customer = select(col<&Customer::last_name>)
                                   .from<Customer>()
                                   .join<Invoice>()
                                   .where(col<&Customer::support_rep_id> == col<&Employee::employee_id>)
                                   .order_by(desc(col<&Invoice::total>), col<&Invoice::invoice_id>)
                                   .limit<1>();

struct Agent {
    std::string name;
    std::int64_t customers = 0;
    std::optional<std::chrono::sys_seconds> last_sale;
    std::optional<std::string> best_customer;
};

constexpr auto agents = select(col<&Employee::first_name> + " " + col<&Employee::last_name>,
                               scalar(select(count()).from<Customer>().where(col<&Customer::support_rep_id> ==
                                                                             col<&Employee::employee_id>)),
                               scalar(sales), scalar(best_customer))
                            .from<Employee>()
                            .order_by(col<&Employee::employee_id>)
                            .into<Agent>();
static_assert(has_constant_text(agents));

// The first invoice of each customer: pairs that are found among pairs.
constexpr auto first_dates = select(col<&Invoice::customer_id>, min(col<&Invoice::invoice_date>))
                                 .from<Invoice>()
                                 .group_by(col<&Invoice::customer_id>);

constexpr auto first_invoices =
    select<Invoice, Customer>()
        .join<Customer>()
        .where(in(row_of(col<&Invoice::customer_id>, col<&Invoice::invoice_date>), first_dates))
        .order_by(col<&Customer::customer_id>);
static_assert(has_constant_text(first_invoices));

// The tracks that come after a given one, page by page, in the order of their length and of their keys.
constexpr auto next_page =
    select(col<&Track::track_id>, col<&Track::name>, col<&Track::milliseconds>)
        .from<Track>()
        .where(row_of(col<&Track::milliseconds>, col<&Track::track_id>) > row_of(param<"length">, param<"key">),
               in(col<&Track::album_id>,
                  select(col<&Album::album_id>).from<Album>().join<Artist>().where(col<&Artist::name> == "Metallica")))
        .order_by(col<&Track::milliseconds>, col<&Track::track_id>)
        .limit(param<"size">);
static_assert(has_constant_text(next_page));

// Countries of customers in which nobody works, their cities in which somebody does, and the three cities that buy most.
constexpr auto customer_countries = select(col<&Customer::country>.as<"place">()).from<Customer>();
constexpr auto employee_countries = select(col<&Employee::country>).from<Employee>();
constexpr auto customer_cities = select(col<&Customer::city>).from<Customer>();
constexpr auto employee_cities = select(col<&Employee::city>).from<Employee>();
constexpr auto best_cities = select(col<&Invoice::billing_city>)
                                 .from<Invoice>()
                                 .group_by(col<&Invoice::billing_city>)
                                 .order_by(desc(sum(col<&Invoice::total>)))
                                 .limit<3>();

constexpr auto places = union_(except(customer_countries, employee_countries),
                               union_all(intersect(customer_cities, employee_cities), best_cities))
                            .order_by(desc(named<"place">))
                            .limit(20)
                            .offset(5);
static_assert(has_constant_text(places));

// A list of customers, in an order that is chosen when it is asked for.
constexpr auto customers_by(std::size_t key, bool canadians_first = false) {
    return select(col<&Customer::last_name>, col<&Customer::state>, col<&Customer::country>)
        .from<Customer>()
        .order_by(when(canadians_first, desc(col<&Customer::country> == "Canada").nulls_last()),
                  choice(key, asc(col<&Customer::state>).nulls_last(), desc(col<&Customer::country>),
                         asc(length(col<&Customer::company>)).nulls_first()),
                  col<&Customer::last_name>);
}
static_assert(has_constant_text(customers_by(0)));

// What is known of a track as JSON, of which a part is read again.
constexpr auto described = json_set<"length">(
    json_set<"album", "title">(json_set<"name">(literal_text<"{}">, col<&Track::name>), col<&Album::title>),
    col<&Track::milliseconds>);

constexpr auto documents = select(json_get<std::string, "album", "title">(described).as<"title">(),
                                  json_get<std::int64_t, "length">(described).as<"length">(),
                                  json_get<std::string, "composer">(described).as<"composer">(),
                                  json_contains<"name">(described).as<"has_name">())
                               .from<Track>()
                               .join<Album>()
                               .where(like(col<&Track::name>, "%\"%") || col<&Track::track_id> < 10)
                               .order_by(col<&Track::track_id>);
static_assert(has_constant_text(documents));

} // namespace nested
} // namespace

TEST_SUITE("chinook") {

    TEST_CASE("customers who bought music of a genre, and never that of an artist") {
        using namespace rowan::literals;
        require_answer("SELECT * FROM Customer WHERE CustomerId IN (SELECT i.CustomerId FROM Invoice i "
                       "JOIN InvoiceLine USING (InvoiceId) JOIN Track t USING (TrackId) WHERE t.GenreId = 7) "
                       "AND CustomerId NOT IN (SELECT i.CustomerId FROM Invoice i JOIN InvoiceLine USING (InvoiceId) "
                       "JOIN Track USING (TrackId) JOIN Album a USING (AlbumId) WHERE a.ArtistId = "
                       "(SELECT ArtistId FROM Artist WHERE Name = 'Iron Maiden')) ORDER BY LastName",
                       nested::never_heard, "genre"_p = "Latin", "artist"_p = "Iron Maiden");
    }

    TEST_CASE("employees with what queries say of each, into rows of the program") {
        require_answer("SELECT e.FirstName || ' ' || e.LastName, count(DISTINCT c.CustomerId), max(i.InvoiceDate), "
                       "(SELECT LastName FROM Customer x JOIN Invoice y USING (CustomerId) WHERE x.SupportRepId = "
                       "e.EmployeeId ORDER BY y.Total DESC, y.InvoiceId LIMIT 1) FROM Employee e "
                       "LEFT JOIN Customer c ON c.SupportRepId = e.EmployeeId LEFT JOIN Invoice i USING (CustomerId) "
                       "GROUP BY e.EmployeeId ORDER BY e.EmployeeId",
                       nested::agents);
    }

    TEST_CASE("the first invoice of each customer, whole, with the customer") {
        require_answer("SELECT i.*, c.* FROM Invoice i JOIN Customer c USING (CustomerId) WHERE NOT EXISTS "
                       "(SELECT 1 FROM Invoice o WHERE o.CustomerId = i.CustomerId AND o.InvoiceDate < i.InvoiceDate) "
                       "ORDER BY c.CustomerId",
                       nested::first_invoices);
    }

    TEST_CASE("pages of an artist's tracks, each of which begins where the one before ended") {
        using namespace rowan::literals;
        const std::string tracks = "SELECT TrackId, t.Name, Milliseconds FROM Track t JOIN Album USING (AlbumId) "
                                   "JOIN Artist a USING (ArtistId) WHERE a.Name = 'Metallica' ";
        require_answer(tracks + "ORDER BY Milliseconds, TrackId LIMIT 10", nested::next_page, "length"_p = 0,
                       "key"_p = 0, "size"_p = 10);
        require_answer(tracks + "ORDER BY Milliseconds, TrackId LIMIT 8 OFFSET 3", nested::next_page,
                       "length"_p = 155428, "key"_p = 408, "size"_p = 8);
    }

    TEST_CASE("sets of sets of countries and cities") {
        require_answer("SELECT DISTINCT place FROM (SELECT Country AS place FROM Customer WHERE Country NOT IN "
                       "(SELECT Country FROM Employee) UNION ALL SELECT City FROM Customer WHERE City IN "
                       "(SELECT City FROM Employee) UNION ALL SELECT * FROM (SELECT BillingCity FROM Invoice "
                       "GROUP BY 1 ORDER BY sum(Total) DESC LIMIT 3) x) y ORDER BY 1 DESC LIMIT 20 OFFSET 5",
                       nested::places);
    }

    TEST_CASE("customers in an order that is chosen, with null where it is wanted") {
        const std::string customers = "SELECT LastName, State, Country FROM Customer ORDER BY ";
        require_answer(customers + "State IS NULL, State, LastName", nested::customers_by(0));
        require_answer(customers + "Country DESC, LastName", nested::customers_by(1));
        require_answer(customers + "length(Company) NULLS FIRST, LastName", nested::customers_by(2));
        require_answer(customers + "LastName", nested::customers_by(3));
        require_answer(customers + "Country <> 'Canada', Country DESC, LastName", nested::customers_by(1, true));
    }

    TEST_CASE("JSON that is made of a track and its album, and read again") {
        require_answer("SELECT a.Title, t.Milliseconds, NULL, 1 FROM Track t JOIN Album a USING (AlbumId) "
                       "WHERE t.Name LIKE '%\"%' OR t.TrackId < 10 ORDER BY t.TrackId",
                       nested::documents);
    }

} // TEST_SUITE

} // namespace music
