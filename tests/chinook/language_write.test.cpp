#include "chinook/language.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace music {
namespace {
namespace written {

using namespace rowan;

// Genres that are there by another name, there as they are, and not there: what is as wanted is left alone.
const std::vector<Genre> wanted{{24, "Classical music"}, {25, "Opera"}, {26, "Klezmer"}};

const auto genres_as_wanted = insert<Genre>()
                                  .values(wanted)
                                  .with_keys()
                                  .on_conflict<&Genre::genre_id>()
                                  .do_update(col<&Genre::name> = excluded<&Genre::name>)
                                  .where(is_distinct_from(col<&Genre::name>, excluded<&Genre::name>))
                                  .returning();
static_assert(has_constant_text(genres_as_wanted));

// A playlist of what was sold more than once, and what is on it already.
constexpr auto sold_again = select(literal<18>, col<&InvoiceLine::track_id>)
                                .from<InvoiceLine>()
                                .group_by(col<&InvoiceLine::track_id>)
                                .having(count() > 1);

constexpr auto best_sellers = insert<PlaylistTrack>()
                                  .columns<&PlaylistTrack::playlist_id, &PlaylistTrack::track_id>()
                                  .from(sold_again)
                                  .on_conflict()
                                  .do_nothing();
static_assert(has_constant_text(best_sellers));

// A playlist for each genre; those that have its number are for both, if they are no copies of others.
constexpr auto large_genres = select(col<&Genre::genre_id>, upper(col<&Genre::name>))
                                  .from<Genre>()
                                  .join<Track>()
                                  .group_by(col<&Genre::genre_id>)
                                  .having(count() > 25);

constexpr auto playlists_of_genres =
    insert<Playlist>()
        .columns<&Playlist::playlist_id, &Playlist::name>()
        .from(large_genres.order_by(col<&Genre::genre_id>))
        .on_conflict<&Playlist::playlist_id>()
        .do_update(col<&Playlist::name> = col<&Playlist::name> + " & " + excluded<&Playlist::name>)
        .where(col<&Playlist::playlist_id> > param<"last_copy">)
        .returning(col<&Playlist::playlist_id>, length(col<&Playlist::name>).as<"length">());
static_assert(has_constant_text(playlists_of_genres));

// A tenth less for invoices of many tracks, of which the sum is taken anew.
struct Bill {
    std::int64_t invoice_id = 0;
    double total = 0;
};

constexpr auto bills = select(col<&InvoiceLine::invoice_id>,
                              coalesce(sum(col<&InvoiceLine::unit_price>* col<&InvoiceLine::quantity>), 0.0))
                           .from<InvoiceLine>()
                           .group_by(col<&InvoiceLine::invoice_id>)
                           .having(count() > param<"tracks">);

constexpr auto discount = update<Invoice>()
                              .set(col<&Invoice::total> = round(col<&Bill::total> * 0.9, 2))
                              .from(subquery<Bill>(bills))
                              .where(col<&Bill::invoice_id> == col<&Invoice::invoice_id>);
static_assert(has_constant_text(discount));

// Tracks without a composer are said to be of the artist of their album.
constexpr auto composers =
    update<Track>()
        .set(col<&Track::composer> = col<&Artist::name>, col<&Track::unit_price> = 1.09)
        .from<Album>()
        .from<Artist>()
        .where(col<&Album::album_id> == col<&Track::album_id>, col<&Artist::artist_id> == col<&Album::artist_id>,
               is_null(col<&Track::composer>), like(col<&Album::title>, "%Live%"));
static_assert(has_constant_text(composers));

// Customers of one agent go to the one who has fewest.
struct Load {
    std::optional<std::int64_t> employee_id;
    std::int64_t customers = 0;
};
constexpr auto loads =
    select(col<&Customer::support_rep_id>, count()).from<Customer>().group_by(col<&Customer::support_rep_id>);
constexpr auto idlest = select(col<&Load::employee_id>).from<Load>().order_by(col<&Load::customers>).limit<1>();

constexpr auto handed_over =
    update<Customer>()
        .with(cte<Load>(loads))
        .set(col<&Customer::support_rep_id> = scalar(idlest))
        .where(col<&Customer::support_rep_id> == param<"agent">, in(col<&Customer::country>, "USA", "Canada"))
        .returning(col<&Customer::last_name>, col<&Customer::support_rep_id>);
static_assert(has_constant_text(handed_over));

// Films are no music.
constexpr auto no_films = remove<PlaylistTrack>().using_<Track>().using_<MediaType>().where(
    col<&PlaylistTrack::track_id> == col<&Track::track_id>,
    col<&Track::media_type_id> == col<&MediaType::media_type_id>, like(col<&MediaType::name>, "%video%"));
static_assert(has_constant_text(no_films));

constexpr auto no_empty_ones =
    remove<Playlist>()
        .where(!exists(select<PlaylistTrack>().where(col<&PlaylistTrack::playlist_id> == col<&Playlist::playlist_id>)))
        .returning();
static_assert(has_constant_text(no_empty_ones));

} // namespace written
} // namespace

TEST_SUITE("chinook") {

    TEST_CASE("rows that are inserted, or changed where they differ") {
        require_effect(
            {"Genre"},
            "INSERT INTO Genre VALUES (24, 'Classical music'), (25, 'Opera'), (26, 'Klezmer') "
            "ON CONFLICT (GenreId) DO UPDATE SET Name = excluded.Name WHERE Genre.Name <> excluded.Name RETURNING *",
            written::genres_as_wanted);
    }

    TEST_CASE("a playlist of what a query gives, but for what is on it") {
        require_effect({"PlaylistTrack"},
                       "INSERT INTO PlaylistTrack SELECT 18, TrackId FROM InvoiceLine "
                       "GROUP BY TrackId HAVING count(*) >= 2 ON CONFLICT DO NOTHING",
                       written::best_sellers);
    }

    TEST_CASE("playlists of genres, some of them together with what has their number") {
        using namespace rowan::literals;
        require_effect(
            {"Playlist"},
            "INSERT INTO Playlist SELECT GenreId, upper(Name) FROM Genre g WHERE (SELECT count(*) FROM Track t "
            "WHERE t.GenreId = g.GenreId) > 25 ORDER BY GenreId ON CONFLICT (PlaylistId) DO UPDATE SET Name = "
            "Playlist.Name || ' & ' || excluded.Name WHERE Playlist.PlaylistId > 10 RETURNING PlaylistId, length(Name)",
            written::playlists_of_genres, "last_copy"_p = 10);
    }

    TEST_CASE("invoices whose totals are set to what a query of groups gives") {
        using namespace rowan::literals;
        require_effect({"Invoice"},
                       "UPDATE Invoice SET Total = round((SELECT sum(UnitPrice * Quantity) FROM InvoiceLine l "
                       "WHERE l.InvoiceId = Invoice.InvoiceId) * 0.9, 2) "
                       "WHERE (SELECT count(*) FROM InvoiceLine l WHERE l.InvoiceId = Invoice.InvoiceId) > 9",
                       written::discount, "tracks"_p = 9);
    }

    TEST_CASE("tracks that are set to what the rows of two other tables say") {
        require_effect({"Track"},
                       "UPDATE Track SET UnitPrice = 1.09, Composer = (SELECT r.Name FROM Artist r JOIN Album a "
                       "USING (ArtistId) WHERE a.AlbumId = Track.AlbumId) WHERE Composer IS NULL AND AlbumId IN "
                       "(SELECT AlbumId FROM Album WHERE Title LIKE '%Live%')",
                       written::composers);
    }

    TEST_CASE("customers who are handed over to the agent that has fewest") {
        using namespace rowan::literals;
        require_effect({"Customer"},
                       "UPDATE Customer SET SupportRepId = 5 WHERE SupportRepId = 3 AND Country IN ('USA', 'Canada') "
                       "RETURNING LastName, SupportRepId",
                       written::handed_over, "agent"_p = 3);
    }

    TEST_CASE("rows that are removed by what other tables say of them") {
        require_effect({"PlaylistTrack"},
                       "DELETE FROM PlaylistTrack WHERE (SELECT MediaTypeId FROM Track t "
                       "WHERE t.TrackId = PlaylistTrack.TrackId) = 3",
                       written::no_films);
        require_effect(
            {"Playlist"},
            "DELETE FROM Playlist WHERE PlaylistId NOT IN (SELECT PlaylistId FROM PlaylistTrack) RETURNING *",
            written::no_empty_ones);
    }

} // TEST_SUITE

} // namespace music
