#include "chinook/chinook.hpp"
#include "chinook/compare.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <type_traits>

namespace music {
namespace {
namespace joins {

using namespace rowan;

constexpr auto tracks_of_artists =
    select(col<&Artist::name>, col<&Album::title>, col<&Track::name>.as<"track">(), col<&Track::milliseconds>)
        .from<Track>()
        .join<Album>()
        .join<Artist>()
        .where(like(col<&Artist::name>, "B%"))
        .order_by(col<&Artist::name>, col<&Album::title>, desc(col<&Track::milliseconds>), col<&Track::track_id>);

static_assert(
    sql_text<chinook>(tracks_of_artists) ==
    R"(SELECT "Artist"."Name", "Album"."Title", "Track"."Name" AS "track", "Track"."Milliseconds" FROM "Track")"
    R"( JOIN "Album" ON "Track"."AlbumId" = "Album"."AlbumId")"
    R"( JOIN "Artist" ON "Album"."ArtistId" = "Artist"."ArtistId")"
    R"( WHERE "Artist"."Name" LIKE ?1)"
    R"( ORDER BY "Artist"."Name", "Album"."Title", "Track"."Milliseconds" DESC, "Track"."TrackId")");

constexpr auto artists_and_albums =
    select<Artist, Album>().left_join<Album>().order_by(col<&Artist::artist_id>, col<&Album::album_id>);

static_assert(sql_text<chinook>(artists_and_albums) ==
              R"(SELECT "Artist"."ArtistId", "Artist"."Name", "Album"."AlbumId", "Album"."Title", "Album"."ArtistId")"
              R"( FROM "Artist" LEFT JOIN "Album" ON "Album"."ArtistId" = "Artist"."ArtistId")"
              R"( ORDER BY "Artist"."ArtistId", "Album"."AlbumId")");

constexpr auto never_sold = select(col<&Track::track_id>, col<&Track::name>, col<&Track::composer>, col<&Album::title>)
                                .from<Track>()
                                .join<Album>()
                                .left_join<InvoiceLine>()
                                .where(is_null(col<&InvoiceLine::invoice_line_id>))
                                .order_by(col<&Track::track_id>);

static_assert(sql_text<chinook>(never_sold) ==
              R"(SELECT "Track"."TrackId", "Track"."Name", "Track"."Composer", "Album"."Title" FROM "Track")"
              R"( JOIN "Album" ON "Track"."AlbumId" = "Album"."AlbumId")"
              R"( LEFT JOIN "InvoiceLine" ON "InvoiceLine"."TrackId" = "Track"."TrackId")"
              R"( WHERE "InvoiceLine"."InvoiceLineId" IS NULL ORDER BY "Track"."TrackId")");

constexpr auto playlists =
    select(col<&Playlist::playlist_id>, col<&Playlist::name>, count(col<&PlaylistTrack::track_id>).as<"tracks">(),
           sum(col<&Track::milliseconds>).as<"length">())
        .from<Playlist>()
        .left_join<PlaylistTrack>()
        .left_join<Track>(col<&Track::track_id> == col<&PlaylistTrack::track_id>)
        .group_by(col<&Playlist::playlist_id>, col<&Playlist::name>)
        .order_by(col<&Playlist::name>, col<&Playlist::playlist_id>);

static_assert(sql_text<chinook>(playlists) ==
              R"(SELECT "Playlist"."PlaylistId", "Playlist"."Name", count("PlaylistTrack"."TrackId") AS "tracks",)"
              R"( sum("Track"."Milliseconds") AS "length" FROM "Playlist")"
              R"( LEFT JOIN "PlaylistTrack" ON "PlaylistTrack"."PlaylistId" = "Playlist"."PlaylistId")"
              R"( LEFT JOIN "Track" ON "Track"."TrackId" = "PlaylistTrack"."TrackId")"
              R"( GROUP BY "Playlist"."PlaylistId", "Playlist"."Name")"
              R"( ORDER BY "Playlist"."Name", "Playlist"."PlaylistId")");

// The type of the key that may be absent follows from the join.
static_assert(std::is_same_v<row_type<decltype(select(col<&Album::album_id>).from<Artist>().left_join<Album>())>,
                             rowan::row<rowan::cell<"album_id", std::optional<std::int64_t>>>>);

} // namespace joins
} // namespace

TEST_SUITE("chinook") {

    TEST_CASE("tracks with their albums and artists, joined along the foreign keys, of artists by a pattern") {
        require_answer("SELECT r.Name, a.Title, t.Name, t.Milliseconds FROM Track t, Album a, Artist r "
                       "WHERE t.AlbumId = a.AlbumId AND a.ArtistId = r.ArtistId AND r.Name LIKE 'B%' "
                       "ORDER BY 1, 2, 4 DESC, t.TrackId",
                       joins::tracks_of_artists);
        auto* db = sample();
        if (db == nullptr) return;
        const auto first = (*db)(joins::tracks_of_artists).first();
        REQUIRE(first);
        CHECK(first->get<"track">() == first->get<2>());
    }

    TEST_CASE("artists with their albums, and those that have none") {
        require_answer("SELECT r.*, a.* FROM Artist r LEFT OUTER JOIN Album a USING (ArtistId) ORDER BY 1, 3",
                       joins::artists_and_albums);
        std::size_t without = 0;
        auto* db = sample();
        if (db == nullptr) return;
        for (const auto& [artist, album] : (*db)(joins::artists_and_albums)) {
            if (album) CHECK(album->artist_id == artist.artist_id);
            else ++without;
        }
        CHECK(without == 71);
    }

    TEST_CASE("tracks that were never sold") {
        require_answer(
            "SELECT t.TrackId, t.Name, t.Composer, a.Title FROM Track t INNER JOIN Album a ON a.AlbumId = t.AlbumId "
            "WHERE t.TrackId NOT IN (SELECT TrackId FROM InvoiceLine) ORDER BY t.TrackId",
            joins::never_sold);
    }

    TEST_CASE("playlists with the number and the length of their tracks, also where there are none") {
        require_answer(
            "SELECT p.PlaylistId, p.Name, (SELECT count(*) FROM PlaylistTrack x WHERE x.PlaylistId = p.PlaylistId), "
            "(SELECT sum(t.Milliseconds) FROM PlaylistTrack x JOIN Track t USING (TrackId) "
            "WHERE x.PlaylistId = p.PlaylistId) FROM Playlist p ORDER BY p.Name, p.PlaylistId",
            joins::playlists);
        auto* db = sample();
        if (db == nullptr) return;
        const auto empty = (*db)(joins::playlists.where(rowan::col<&Playlist::playlist_id> == 2)).one();
        CHECK(empty.get<"tracks">() == 0);
        CHECK(!empty.get<"length">());
    }

} // TEST_SUITE

} // namespace music
