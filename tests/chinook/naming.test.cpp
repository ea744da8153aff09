#include "chinook/chinook.hpp"

#include <doctest/doctest.h>

namespace music {
namespace {

constexpr auto albums = rowan::select<Album>().where(rowan::col<&Album::album_id> == 7);

static_assert(
    rowan::sql_text<chinook>(albums) ==
    R"(SELECT "Album"."AlbumId", "Album"."Title", "Album"."ArtistId" FROM "Album" WHERE "Album"."AlbumId" = ?1)");
static_assert(
    rowan::sql_text<lower_chinook>(albums) ==
    R"(SELECT "album"."album_id", "album"."title", "album"."artist_id" FROM "album" WHERE "album"."album_id" = ?1)");
static_assert(rowan::sql_text<rowan::sqlite>(albums) == rowan::sql_text<lower_chinook>(albums));

constexpr auto raise_prices = rowan::update<InvoiceLine>()
                                  .set(rowan::col<&InvoiceLine::unit_price> = rowan::col<&InvoiceLine::unit_price> * 2)
                                  .where(rowan::col<&InvoiceLine::invoice_line_id> == rowan::param<"line">);

static_assert(
    rowan::sql_text<chinook>(raise_prices) ==
    R"(UPDATE "InvoiceLine" SET "UnitPrice" = "InvoiceLine"."UnitPrice" * ?2 WHERE "InvoiceLine"."InvoiceLineId" = ?1)");
static_assert(
    rowan::sql_text<lower_chinook>(raise_prices) ==
    R"(UPDATE "invoice_line" SET "unit_price" = "invoice_line"."unit_price" * ?2 WHERE "invoice_line"."invoice_line_id" = ?1)");

static_assert(rowan::sql_text<chinook>(rowan::create<PlaylistTrack>()) == R"(CREATE TABLE "PlaylistTrack" (
    "PlaylistId" INTEGER NOT NULL,
    "TrackId" INTEGER NOT NULL,
    PRIMARY KEY ("PlaylistId", "TrackId"),
    FOREIGN KEY ("PlaylistId") REFERENCES "Playlist" ("PlaylistId"),
    FOREIGN KEY ("TrackId") REFERENCES "Track" ("TrackId")
);
CREATE INDEX "PlaylistTrack_PlaylistId_index" ON "PlaylistTrack" ("PlaylistId");
CREATE INDEX "PlaylistTrack_TrackId_index" ON "PlaylistTrack" ("TrackId"))");
static_assert(rowan::sql_text<lower_chinook>(rowan::create<PlaylistTrack>()) == R"(CREATE TABLE "playlist_track" (
    "playlist_id" INTEGER NOT NULL,
    "track_id" INTEGER NOT NULL,
    PRIMARY KEY ("playlist_id", "track_id"),
    FOREIGN KEY ("playlist_id") REFERENCES "playlist" ("playlist_id"),
    FOREIGN KEY ("track_id") REFERENCES "track" ("track_id")
);
CREATE INDEX "playlist_track_playlist_id_index" ON "playlist_track" ("playlist_id");
CREATE INDEX "playlist_track_track_id_index" ON "playlist_track" ("track_id"))");

template <class Database>
void check_naming() {
    using namespace rowan::literals;
    rowan::connection<Database> db(":memory:");
    db.create_tables();
    const auto artist = db.insert(Artist{.name = "AC/DC"});
    const auto album = db.insert(Album{.title = "Let There Be Rock", .artist_id = artist});
    CHECK(db.template get<Album>(album).title == "Let There Be Rock");
    CHECK(db(albums).all().empty());
    CHECK(db(raise_prices, "line"_p = 1) == 0);
    CHECK_THROWS_AS(db.insert(Album{.title = "of nobody", .artist_id = 77}), rowan::constraint_violation);
}

} // namespace

TEST_SUITE("chinook") {

    TEST_CASE("the naming belongs to the database: Album.AlbumId here") { check_naming<chinook>(); }

    TEST_CASE("the naming belongs to the database: album.album_id there") { check_naming<lower_chinook>(); }

} // TEST_SUITE

} // namespace music
