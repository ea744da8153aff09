#pragma once

#include "rowan/postgres.hpp"
#include "rowan/sqlite.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

// The tables of the Chinook sample database (github.com/lerocha/chinook-database) as its SQLite script makes them.
namespace music {

struct Artist {
    std::int64_t artist_id = 0;
    std::optional<std::string> name;

    friend bool operator==(const Artist&, const Artist&) = default;
};

struct Album {
    std::int64_t album_id = 0;
    std::string title;
    std::int64_t artist_id = 0;

    friend bool operator==(const Album&, const Album&) = default;
};

struct Genre {
    std::int64_t genre_id = 0;
    std::optional<std::string> name;

    friend bool operator==(const Genre&, const Genre&) = default;
};

struct MediaType {
    std::int64_t media_type_id = 0;
    std::optional<std::string> name;

    friend bool operator==(const MediaType&, const MediaType&) = default;
};

struct Track {
    std::int64_t track_id = 0;
    std::string name;
    std::optional<std::int64_t> album_id;
    std::int64_t media_type_id = 0;
    std::optional<std::int64_t> genre_id;
    std::optional<std::string> composer;
    int milliseconds = 0;
    std::optional<std::int64_t> bytes;
    double unit_price = 0;

    friend bool operator==(const Track&, const Track&) = default;
};

struct Employee {
    std::int64_t employee_id = 0;
    std::string last_name;
    std::string first_name;
    std::optional<std::string> title;
    std::optional<std::int64_t> reports_to;
    std::optional<std::chrono::sys_seconds> birth_date;
    std::optional<std::chrono::sys_seconds> hire_date;
    std::optional<std::string> address;
    std::optional<std::string> city;
    std::optional<std::string> state;
    std::optional<std::string> country;
    std::optional<std::string> postal_code;
    std::optional<std::string> phone;
    std::optional<std::string> fax;
    std::optional<std::string> email;

    friend bool operator==(const Employee&, const Employee&) = default;
};

struct Customer {
    std::int64_t customer_id = 0;
    std::string first_name;
    std::string last_name;
    std::optional<std::string> company;
    std::optional<std::string> address;
    std::optional<std::string> city;
    std::optional<std::string> state;
    std::optional<std::string> country;
    std::optional<std::string> postal_code;
    std::optional<std::string> phone;
    std::optional<std::string> fax;
    std::string email;
    std::optional<std::int64_t> support_rep_id;

    friend bool operator==(const Customer&, const Customer&) = default;
};

struct Invoice {
    std::int64_t invoice_id = 0;
    std::int64_t customer_id = 0;
    std::chrono::sys_seconds invoice_date;
    std::optional<std::string> billing_address;
    std::optional<std::string> billing_city;
    std::optional<std::string> billing_state;
    std::optional<std::string> billing_country;
    std::optional<std::string> billing_postal_code;
    double total = 0;

    friend bool operator==(const Invoice&, const Invoice&) = default;
};

struct InvoiceLine {
    std::int64_t invoice_line_id = 0;
    std::int64_t invoice_id = 0;
    std::int64_t track_id = 0;
    double unit_price = 0;
    int quantity = 0;

    friend bool operator==(const InvoiceLine&, const InvoiceLine&) = default;
};

struct Playlist {
    std::int64_t playlist_id = 0;
    std::optional<std::string> name;

    friend bool operator==(const Playlist&, const Playlist&) = default;
};

struct PlaylistTrack {
    std::int64_t playlist_id = 0;
    std::int64_t track_id = 0;

    friend bool operator==(const PlaylistTrack&, const PlaylistTrack&) = default;
};

} // namespace music

template <>
inline constexpr auto rowan::table<music::Artist> =
    rowan::define<music::Artist>(rowan::primary_key<&music::Artist::artist_id>);

template <>
inline constexpr auto rowan::table<music::Album> =
    rowan::define<music::Album>(rowan::primary_key<&music::Album::album_id>,
                                rowan::foreign_key<&music::Album::artist_id>.references<&music::Artist::artist_id>(),
                                rowan::index<&music::Album::artist_id>);

template <>
inline constexpr auto rowan::table<music::Genre> =
    rowan::define<music::Genre>(rowan::primary_key<&music::Genre::genre_id>);

template <>
inline constexpr auto rowan::table<music::MediaType> =
    rowan::define<music::MediaType>(rowan::primary_key<&music::MediaType::media_type_id>);

template <>
inline constexpr auto rowan::table<music::Track> = rowan::define<music::Track>(
    rowan::primary_key<&music::Track::track_id>,
    rowan::foreign_key<&music::Track::album_id>.references<&music::Album::album_id>(),
    rowan::foreign_key<&music::Track::genre_id>.references<&music::Genre::genre_id>(),
    rowan::foreign_key<&music::Track::media_type_id>.references<&music::MediaType::media_type_id>(),
    rowan::index<&music::Track::album_id>, rowan::index<&music::Track::genre_id>,
    rowan::index<&music::Track::media_type_id>);

template <>
inline constexpr auto rowan::table<music::Employee> = rowan::define<music::Employee>(
    rowan::primary_key<&music::Employee::employee_id>,
    rowan::foreign_key<&music::Employee::reports_to>.references<&music::Employee::employee_id>(),
    rowan::index<&music::Employee::reports_to>);

template <>
inline constexpr auto rowan::table<music::Customer> = rowan::define<music::Customer>(
    rowan::primary_key<&music::Customer::customer_id>,
    rowan::foreign_key<&music::Customer::support_rep_id>.references<&music::Employee::employee_id>(),
    rowan::index<&music::Customer::support_rep_id>);

template <>
inline constexpr auto rowan::table<music::Invoice> = rowan::define<music::Invoice>(
    rowan::primary_key<&music::Invoice::invoice_id>,
    rowan::foreign_key<&music::Invoice::customer_id>.references<&music::Customer::customer_id>(),
    rowan::index<&music::Invoice::customer_id>);

template <>
inline constexpr auto rowan::table<music::InvoiceLine> = rowan::define<music::InvoiceLine>(
    rowan::primary_key<&music::InvoiceLine::invoice_line_id>,
    rowan::foreign_key<&music::InvoiceLine::invoice_id>.references<&music::Invoice::invoice_id>(),
    rowan::foreign_key<&music::InvoiceLine::track_id>.references<&music::Track::track_id>(),
    rowan::index<&music::InvoiceLine::invoice_id>, rowan::index<&music::InvoiceLine::track_id>);

template <>
inline constexpr auto rowan::table<music::Playlist> =
    rowan::define<music::Playlist>(rowan::primary_key<&music::Playlist::playlist_id>);

template <>
inline constexpr auto rowan::table<music::PlaylistTrack> = rowan::define<music::PlaylistTrack>(
    rowan::primary_key<&music::PlaylistTrack::playlist_id, &music::PlaylistTrack::track_id>,
    rowan::foreign_key<&music::PlaylistTrack::playlist_id>.references<&music::Playlist::playlist_id>(),
    rowan::foreign_key<&music::PlaylistTrack::track_id>.references<&music::Track::track_id>(),
    rowan::index<&music::PlaylistTrack::playlist_id>, rowan::index<&music::PlaylistTrack::track_id>);

namespace music {

// As the script lists them: not in the order of their foreign keys.
using all_tables = rowan::tables<Album, Artist, Customer, Employee, Genre, Invoice, InvoiceLine, MediaType, Playlist,
                                 PlaylistTrack, Track>;

/// The database that the script makes: `Album.AlbumId`.
struct chinook {
    using driver = rowan::sqlite;
    using tables = all_tables;
    using naming = rowan::pascal_case;
};

/// The database that the script for PostgreSQL makes: `album.album_id`.
struct postgres_chinook {
    using driver = rowan::postgres;
    using tables = all_tables;
};

/// The same aggregates under the default names: `album.album_id`.
struct lower_chinook {
    using driver = rowan::sqlite;
    using tables = all_tables;
};

} // namespace music
