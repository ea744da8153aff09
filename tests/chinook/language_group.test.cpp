#include "chinook/language.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>

namespace music {
namespace {
namespace grouped {

using namespace rowan;

// What each country paid in each year, a column for each.
template <int Year>
constexpr auto total_of =
    round(sum(case_(when(year_of(col<&Invoice::invoice_date>) == Year, col<&Invoice::total>)).else_(0.0)), 2);

constexpr auto pivot = select(col<&Invoice::billing_country>.as<"country">(), total_of<2021>.as<"in_2021">(),
                              total_of<2022>.as<"in_2022">(), total_of<2023>.as<"in_2023">())
                           .from<Invoice>()
                           .where(col<&Invoice::billing_country> != "USA")
                           .group_by(named<"country">)
                           .order_by(desc(named<"in_2023">), named<"country">);
static_assert(has_constant_text(pivot));

// What can be said of genres by aggregates that take only some of their tracks.
constexpr auto traits =
    select(col<&Genre::name>, count().filter(is_null(col<&Track::composer>)).as<"without_composer">(),
           count_distinct(col<&Track::composer>).as<"composers">(),
           count_distinct(col<&Track::album_id>).filter(col<&Track::milliseconds> < 120'000).as<"albums_with_short">(),
           avg(col<&Track::milliseconds>).filter(col<&Track::unit_price> > 1.0).as<"length_of_dear">(),
           string_agg(col<&Track::name>, " / ").filter(col<&Track::milliseconds> > 4'000'000).as<"very_long">())
        .from<Track>()
        .join<Genre>()
        .group_by(col<&Genre::genre_id>)
        .order_by(col<&Genre::name>);
static_assert(has_constant_text(traits));

// Customers who have paid at least a twentieth more than those of their country on average: two queries by name, of which the
// second uses the first.
struct Spending {
    std::int64_t customer_id = 0;
    std::optional<std::string> country;
    double spent = 0;
};
struct Average {
    std::optional<std::string> country;
    double spent = 0;
};

constexpr auto spending =
    select(col<&Customer::customer_id>, col<&Customer::country>, coalesce(sum(col<&Invoice::total>), 0.0))
        .from<Customer>()
        .left_join<Invoice>()
        .group_by(col<&Customer::customer_id>);
constexpr auto averages = select(col<&Spending::country>, coalesce(avg(col<&Spending::spent>), 0.0))
                              .from<Spending>()
                              .group_by(col<&Spending::country>);

constexpr auto generous =
    select(col<&Customer::first_name> + " " + col<&Customer::last_name>, col<&Spending::country>,
           round(col<&Spending::spent>, 2), round(col<&Spending::spent> / col<&Average::spent>, 3).as<"times">())
        .with(cte<Spending>(spending), cte<Average>(averages))
        .from<Spending>()
        .join<Average>(col<&Average::country> == col<&Spending::country>)
        .join<Customer>(col<&Customer::customer_id> == col<&Spending::customer_id>)
        .where(col<&Spending::spent> > col<&Average::spent> * 1.05)
        .order_by(desc(named<"times">), col<&Customer::last_name>);
static_assert(has_constant_text(generous));

// Artists with at least half as many tracks as the one who has most.
struct Work {
    std::int64_t artist_id = 0;
    std::int64_t tracks = 0;
};
constexpr auto works =
    select(col<&Album::artist_id>, count()).from<Album>().join<Track>().group_by(col<&Album::artist_id>);
constexpr auto most = select(max(col<&Work::tracks>)).from(subquery<Work>(works));

constexpr auto diligent = select(col<&Artist::name>, count().as<"tracks">(), count_distinct(col<&Album::album_id>))
                              .from<Artist>()
                              .join<Album>()
                              .join<Track>()
                              .group_by(col<&Artist::artist_id>)
                              .having(count() * 2 >= scalar(most))
                              .order_by(desc(count()));
static_assert(has_constant_text(diligent));

// How many tracks there are of which length, in words that are the groups' names.
constexpr auto length_in_words =
    case_(when(col<&Track::milliseconds> < 2 * 60'000, "short"), when(col<&Track::milliseconds> < 6 * 60'000, "usual"),
          when(col<&Track::milliseconds> < 20 * 60'000, "long"))
        .else_("endless");

constexpr auto lengths = select(length_in_words.as<"length">(), col<&MediaType::name>.as<"media">(),
                                count().as<"tracks">(), min(col<&Track::name>).as<"first">())
                             .from<Track>()
                             .join<MediaType>()
                             .group_by(named<"length">, named<"media">)
                             .having(count() > 1)
                             .order_by(named<"length">, desc(named<"tracks">));
static_assert(has_constant_text(lengths));

// The albums of an artist in one line: their order is that of the rows that they are taken from.
struct Release {
    std::int64_t artist_id = 0;
    std::string title;
};

constexpr auto by_title = select(col<&Album::artist_id>, col<&Album::title>).from<Album>().order_by(col<&Album::title>);

constexpr auto discographies = select(col<&Artist::name>, string_agg(lower(col<&Release::title>), "; ").as<"albums">())
                                   .from(subquery<Release>(by_title))
                                   .join<Artist>(col<&Artist::artist_id> == col<&Release::artist_id>)
                                   .group_by(col<&Artist::artist_id>)
                                   .having(between(count(), 3, 6))
                                   .order_by(col<&Artist::name>);
static_assert(has_constant_text(discographies));

// The kinds of addresses that customers have, without repetition: texts taken apart and put together.
constexpr auto domain = substr(col<&Customer::email>, position(col<&Customer::email>, "@") + 1);

constexpr auto contacts =
    select(lower(domain).as<"domain">(), upper(substr(col<&Customer::country>, 1, 3)).as<"land">(),
           coalesce(nullif(trim(col<&Customer::company>), ""), "private").as<"company">(),
           replace(coalesce(col<&Customer::phone>, col<&Customer::fax>, "-"), " ", "").as<"number">())
        .distinct()
        .from<Customer>()
        .where(length(col<&Customer::last_name>) < 8)
        .order_by(named<"domain">, named<"number">);
static_assert(has_constant_text(contacts));

} // namespace grouped
} // namespace

TEST_SUITE("chinook") {

    TEST_CASE("what each country paid in each year, a column for each") {
        require_answer(
            "SELECT BillingCountry, "
            "round(coalesce(sum(Total) FILTER (WHERE strftime('%Y', InvoiceDate) = '2021'), 0.0), 2), "
            "round(coalesce(sum(Total) FILTER (WHERE strftime('%Y', InvoiceDate) = '2022'), 0.0), 2), "
            "round(coalesce(sum(Total) FILTER (WHERE strftime('%Y', InvoiceDate) = '2023'), 0.0), 2) FROM Invoice "
            "WHERE BillingCountry <> 'USA' GROUP BY 1 ORDER BY 4 DESC, 1",
            grouped::pivot);
    }

    TEST_CASE("what is told of genres by aggregates of some of their tracks") {
        require_answer("SELECT g.Name, count(*) FILTER (WHERE t.Composer IS NULL), count(DISTINCT t.Composer), "
                       "count(DISTINCT CASE WHEN t.Milliseconds < 120000 THEN t.AlbumId END), "
                       "avg(CASE WHEN t.UnitPrice > 1 THEN t.Milliseconds END), "
                       "(SELECT group_concat(Name, ' / ') FROM Track l WHERE l.GenreId = g.GenreId "
                       "AND l.Milliseconds > 4000000) FROM Genre g JOIN Track t USING (GenreId) "
                       "GROUP BY g.GenreId ORDER BY g.Name",
                       grouped::traits);
    }

    TEST_CASE("customers who paid more than others of their country, by two queries of which one uses the other") {
        require_answer(
            "SELECT FirstName || ' ' || LastName, Country, round(s, 2), round(s / a, 3) FROM "
            "(SELECT FirstName, LastName, Country, sum(Total) AS s, avg(sum(Total)) OVER (PARTITION BY Country) AS a "
            "FROM Customer c JOIN Invoice i ON i.CustomerId = c.CustomerId GROUP BY c.CustomerId) x "
            "WHERE s > a * 1.05 ORDER BY 4 DESC, LastName",
            grouped::generous);
    }

    TEST_CASE("artists with at least half as many tracks as the one who has most") {
        require_answer("SELECT r.Name, count(*), count(DISTINCT a.AlbumId) FROM Artist r JOIN Album a USING (ArtistId) "
                       "JOIN Track USING (AlbumId) GROUP BY r.ArtistId HAVING count(*) * 2 >= (SELECT count(*) "
                       "FROM Album JOIN Track USING (AlbumId) GROUP BY ArtistId ORDER BY 1 DESC LIMIT 1) "
                       "ORDER BY 2 DESC",
                       grouped::diligent);
    }

    TEST_CASE("tracks grouped by a length in words") {
        require_answer(
            "SELECT CASE WHEN Milliseconds < 120000 THEN 'short' WHEN Milliseconds < 360000 THEN 'usual' "
            "WHEN Milliseconds < 1200000 THEN 'long' ELSE 'endless' END AS l, m.Name, count(*), min(t.Name) "
            "FROM Track t, MediaType m WHERE m.MediaTypeId = t.MediaTypeId GROUP BY 1, 2 HAVING count(*) > 1 "
            "ORDER BY 1, 3 DESC",
            grouped::lengths);
    }

    TEST_CASE("the albums of an artist in one line") {
        require_answer(
            "SELECT Name, (SELECT group_concat(lower(Title), '; ') FROM (SELECT Title FROM Album a "
            "WHERE a.ArtistId = r.ArtistId ORDER BY Title) x) FROM Artist r "
            "WHERE (SELECT count(*) FROM Album a WHERE a.ArtistId = r.ArtistId) IN (3, 4, 5, 6) ORDER BY Name",
            grouped::discographies);
    }

    TEST_CASE("the contacts of customers, texts taken apart and put together") {
        require_answer(
            "SELECT DISTINCT lower(substr(Email, instr(Email, '@') + 1)) AS d, upper(substr(Country, 1, 3)), "
            "ifnull(Company, 'private'), replace(ifnull(Phone, ifnull(Fax, '-')), ' ', '') AS p "
            "FROM Customer WHERE length(LastName) < 8 ORDER BY d, p",
            grouped::contacts);
    }

} // TEST_SUITE

} // namespace music
