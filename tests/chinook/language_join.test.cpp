#include "chinook/language.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>

namespace music {
namespace {
namespace joined {

using namespace rowan;

// The tree of the employees: a place in it for each, found from the top downwards.
struct Place {
    std::int64_t employee_id = 0;
    std::int64_t level = 0;
    std::string path;
};

constexpr auto top = select(col<&Employee::employee_id>, literal<0>, col<&Employee::last_name>)
                         .from<Employee>()
                         .where(is_null(col<&Employee::reports_to>));
constexpr auto below = select(col<&Employee::employee_id>, col<&Place::level> + literal<1>,
                              col<&Place::path> + literal_text<" > "> + col<&Employee::last_name>)
                           .from<Place>()
                           .join<Employee>(col<&Employee::reports_to> == col<&Place::employee_id>);

constexpr auto tree = select(col<&Place::level>, col<&Place::path>, col<&Employee::title>)
                          .with(cte<Place>(union_all(top, below)))
                          .from<Place>()
                          .join<Employee>(col<&Employee::employee_id> == col<&Place::employee_id>)
                          .order_by(col<&Place::path>);
static_assert(has_constant_text(tree));

// Who reports to whom. The table by another name may be missing, and so is an optional row.
using manager = alias<"manager", Employee>;

constexpr auto reports =
    select<Employee, manager>()
        .left_join<manager>(col<&Employee::reports_to> == manager::col<&Employee::employee_id>)
        .order_by(asc(manager::col<&Employee::last_name>).nulls_last(), desc(col<&Employee::hire_date>));
static_assert(has_constant_text(reports));

// Pairs of tracks of one album of which one is the opening of the other's name.
using longer = alias<"longer", Track>;

constexpr auto pairs = select(col<&Album::title>, col<&Track::name>, longer::col<&Track::name>.as<"longer">(),
                              (longer::col<&Track::milliseconds> - col<&Track::milliseconds>).as<"more">())
                           .from<Track>()
                           .join<longer>(longer::col<&Track::album_id> == col<&Track::album_id> &&
                                         longer::col<&Track::track_id> != col<&Track::track_id> &&
                                         ilike(longer::col<&Track::name>, col<&Track::name> + " %"))
                           .join<Album>(col<&Album::album_id> == col<&Track::album_id>)
                           .order_by(col<&Album::title>, col<&Track::track_id>, longer::col<&Track::track_id>);
static_assert(has_constant_text(pairs));

// Cities of customers, and cities of employees: some are both, some the one or the other.
struct Home {
    std::optional<std::string> city;
    std::int64_t people = 0;
};
using customers = alias<"customers", Home>;
using employees = alias<"employees", Home>;

constexpr auto customers_of_city = select(col<&Customer::city>, count())
                                       .from<Customer>()
                                       .where(in(col<&Customer::country>, "Canada", "USA"))
                                       .group_by(col<&Customer::city>);
constexpr auto employees_of_city =
    select(col<&Employee::city>, count()).from<Employee>().group_by(col<&Employee::city>);

constexpr auto cities =
    select(coalesce(customers::col<&Home::city>, employees::col<&Home::city>).as<"city">(),
           coalesce(customers::col<&Home::people>, 0).as<"customers">(),
           employees::col<&Home::people>.as<"employees">())
        .from(subquery<customers>(customers_of_city))
        .full_join(subquery<employees>(employees_of_city), customers::col<&Home::city> == employees::col<&Home::city>)
        .order_by(asc(employees::col<&Home::people>).nulls_first(), named<"city">);
static_assert(has_constant_text(cities));

// Every genre, with the long tracks of it that are sold on their own, if there are any.
constexpr auto genres_of_long =
    select<Track, Genre>()
        .right_join<Genre>(col<&Track::genre_id> == col<&Genre::genre_id> && col<&Track::milliseconds> > 1'000'000)
        .order_by(col<&Genre::genre_id>, col<&Track::track_id>);
static_assert(has_constant_text(genres_of_long));

// Each kind of media with each of some genres, whether there are such tracks or not.
struct Cell {
    std::optional<std::string> media;
    std::optional<std::string> genre;
    std::int64_t tracks = 0;
    std::optional<double> minutes;
};

constexpr auto grid = select(col<&MediaType::name>, col<&Genre::name>.as<"genre">(), count(col<&Track::track_id>),
                             round(avg(col<&Track::milliseconds>) / 60'000.0, 2))
                          .from<MediaType>()
                          .cross_join<Genre>()
                          .left_join<Track>(col<&Track::media_type_id> == col<&MediaType::media_type_id> &&
                                            col<&Track::genre_id> == col<&Genre::genre_id>)
                          .where(in(col<&Genre::name>, "Rock", "Jazz", "Drama", "Opera"))
                          .group_by(col<&MediaType::media_type_id>, col<&Genre::genre_id>)
                          .order_by(col<&MediaType::name>, col<&Genre::name>)
                          .into<Cell>();
static_assert(has_constant_text(grid));

} // namespace joined
} // namespace

TEST_SUITE("chinook") {

    TEST_CASE("the tree of the employees, with levels and paths") {
        auto* db = sample();
        if (db == nullptr) return;
        // In PostgreSQL a recursion over a column of varchar(20) needs a cast to text; in tables of rowan's it is one.
        require_rows((*db)(joined::tree), *db,
                     "WITH RECURSIVE t(id, depth, way) AS (SELECT EmployeeId, 0, CAST(LastName AS text) FROM Employee "
                     "WHERE ReportsTo IS NULL UNION ALL SELECT e.EmployeeId, depth + 1, way || ' > ' || e.LastName "
                     "FROM Employee e, t WHERE e.ReportsTo = t.id) "
                     "SELECT depth, way, (SELECT Title FROM Employee WHERE EmployeeId = id) FROM t ORDER BY way");
        const auto rows = (*db)(joined::tree).all();
        REQUIRE(rows.size() == 8);
        CHECK(rows[2].get<"level">() == 2);
        CHECK(rows[2].get<"path">() == "Adams > Edwards > Johnson");
    }

    TEST_CASE("who reports to whom, as whole rows, of which one may be missing") {
        require_answer("SELECT e.*, m.* FROM Employee e LEFT JOIN Employee m ON m.EmployeeId = e.ReportsTo "
                       "ORDER BY m.LastName IS NULL, m.LastName, e.HireDate DESC",
                       joined::reports);
    }

    TEST_CASE("pairs of tracks of one album, of which one begins as the other is called") {
        require_answer("SELECT (SELECT Title FROM Album WHERE AlbumId = a.AlbumId), a.Name, b.Name, "
                       "b.Milliseconds - a.Milliseconds FROM Track a, Track b WHERE a.AlbumId = b.AlbumId "
                       "AND a.TrackId <> b.TrackId AND b.Name LIKE a.Name || ' %' ORDER BY 1, a.TrackId, b.TrackId",
                       joined::pairs);
    }

    TEST_CASE("cities of customers, of employees and of both") {
        require_answer("SELECT city, sum(c), CASE WHEN sum(e) > 0 THEN sum(e) END FROM "
                       "(SELECT City, 1 AS c, 0 AS e FROM Customer WHERE Country = 'Canada' OR Country = 'USA' "
                       "UNION ALL SELECT City, 0, 1 FROM Employee) x GROUP BY city ORDER BY 3 NULLS FIRST, 1",
                       joined::cities);
    }

    TEST_CASE("every genre, with its long tracks where it has some") {
        require_answer("SELECT t.*, g.* FROM Genre g LEFT JOIN Track t ON t.GenreId = g.GenreId "
                       "AND t.Milliseconds > 1000000 ORDER BY g.GenreId, t.TrackId",
                       joined::genres_of_long);
    }

    TEST_CASE("each kind of media with each of some genres, into rows of the program") {
        require_answer("SELECT m.Name, g.Name, (SELECT count(*) FROM Track t WHERE t.GenreId = g.GenreId "
                       "AND t.MediaTypeId = m.MediaTypeId), (SELECT round(avg(t.Milliseconds) / 60000, 2) FROM Track t "
                       "WHERE t.GenreId = g.GenreId AND t.MediaTypeId = m.MediaTypeId) FROM MediaType m, Genre g "
                       "WHERE g.Name IN ('Rock', 'Jazz', 'Drama', 'Opera') ORDER BY 1, 2",
                       joined::grid);
    }

} // TEST_SUITE

} // namespace music
