#include "fuzz/fuzz.hpp"

#include "rowan/sqlite.hpp"

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

// Queries with parts that may be left out, in any combination and with any values, on one connection that keeps their statements:
// their rows are those of SQL that was put together by hand.
namespace queries_fuzz {

using namespace rowan;
using fuzz::require;

struct Author {
    std::int64_t id = 0;
    std::string name;
    std::optional<std::string> country;
};
struct Book {
    std::int64_t id = 0;
    std::int64_t author_id = 0;
    std::string title;
    int year = 0;
    std::optional<double> price;
};
struct library {
    using driver = sqlite;
    using tables = rowan::tables<Author, Book>;
};

} // namespace queries_fuzz

template <>
inline constexpr auto rowan::table<queries_fuzz::Book> = rowan::define<queries_fuzz::Book>(
    rowan::foreign_key<&queries_fuzz::Book::author_id>.references<&queries_fuzz::Author::id>());

namespace queries_fuzz {

constexpr auto id = col<&Book::id>;
constexpr auto author = col<&Book::author_id>;
constexpr auto title = col<&Book::title>;
constexpr auto year = col<&Book::year>;
constexpr auto price = col<&Book::price>;
constexpr auto author_id = col<&Author::id>;
constexpr auto name = col<&Author::name>;
constexpr auto country = col<&Author::country>;

using bound = std::variant<std::int64_t, double, std::string>;

/// SQL with its values.
struct by_hand {
    std::string text{};
    std::vector<bound> values{};
    bool has_condition = false;

    by_hand& add(std::string_view part) {
        text += part;
        return *this;
    }
    /// A part with a question mark for each of its values.
    template <class... Values>
    by_hand& add_if(bool wanted, std::string_view part, const Values&... content) {
        if (!wanted) return *this;
        text += part;
        (values.emplace_back(content), ...);
        return *this;
    }
    template <class... Values>
    by_hand& where(bool wanted, std::string_view condition, const Values&... content) {
        if (!wanted) return *this;
        add(std::exchange(has_condition, true) ? " AND " : " WHERE ");
        return add_if(true, condition, content...);
    }
};

// A row as a text: each value behind its kind, an end behind each.
void show(std::string& row, const std::string& text) { row += "'" + text + "' "; }
void show(std::string& row, double real) { row += "r" + std::to_string(real) + ' '; }
template <class Integer>
    requires std::is_integral_v<Integer>
void show(std::string& row, Integer integer) {
    row += "i" + std::to_string(integer) + ' ';
}
template <class Value>
void show(std::string& row, const std::optional<Value>& value) {
    if (value) show(row, *value);
    else row += "- ";
}

class database {
public:
    connection<library> db{":memory:"};

    database() {
        db.create_tables();
        for (int i = 1; i <= 6; ++i)
            db.insert(Author{0, std::string("name") + char('a' + i % 4),
                             i % 3 == 0 ? std::nullopt : std::optional(std::string(i % 2 == 0 ? "PL" : "US"))});
        for (int i = 0; i < 30; ++i)
            db.insert(Book{0, 1 + i % 5, std::string("t") + char('a' + i % 7) + (i % 3 == 0 ? "" : "x"),
                           1960 + i * 7 % 13, i % 4 == 0 ? std::nullopt : std::optional(i % 6 / 2.0)});
    }

    std::string rows_of(const by_hand& sql) {
        sqlite3_stmt* statement = nullptr;
        const int result = sqlite3_prepare_v2(db.handle().native_handle(), sql.text.c_str(), -1, &statement, nullptr);
        require(result == SQLITE_OK, sqlite3_errmsg(db.handle().native_handle()), " in ", sql.text);
        int number = 0;
        for (const bound& each : sql.values) {
            ++number;
            if (const auto* integer = std::get_if<std::int64_t>(&each)) sqlite3_bind_int64(statement, number, *integer);
            else if (const auto* real = std::get_if<double>(&each)) sqlite3_bind_double(statement, number, *real);
            else if (const auto* text = std::get_if<std::string>(&each))
                sqlite3_bind_text(statement, number, text->data(), static_cast<int>(text->size()), SQLITE_STATIC);
        }
        std::string rows;
        while (sqlite3_step(statement) == SQLITE_ROW) {
            for (int i = 0; i < sqlite3_column_count(statement); ++i) {
                const int type = sqlite3_column_type(statement, i);
                if (type == SQLITE_INTEGER) show(rows, sqlite3_column_int64(statement, i));
                else if (type == SQLITE_FLOAT) show(rows, sqlite3_column_double(statement, i));
                else if (type == SQLITE_TEXT)
                    show(rows, std::string(static_cast<const char*>(sqlite3_column_blob(statement, i)),
                                           static_cast<std::size_t>(sqlite3_column_bytes(statement, i))));
                else rows += "- ";
            }
            rows += '\n';
        }
        sqlite3_finalize(statement);
        return rows;
    }
    template <class Query, class... Parameters>
    std::string rows_of(const Query& query, const Parameters&... parameters) {
        std::string rows;
        for (const auto& row : db(query, parameters...)) {
            [&]<std::size_t... Index>(std::index_sequence<Index...>) {
                (show(rows, row.template get<Index>()), ...);
            }(std::make_index_sequence<std::tuple_size_v<std::remove_cvref_t<decltype(row)>>>{});
            rows += '\n';
        }
        return rows;
    }
    template <class Query, class... Parameters>
    void compare(const by_hand& sql, const Query& query, const Parameters&... parameters) {
        const std::string expected = rows_of(sql), found = rows_of(query, parameters...);
        require(found == expected, sql.text, " gives\n", expected, "and not\n", found);
    }
    /// A statement that writes, and gives rows: what it leaves behind is the same, too.
    template <class Statement>
    void compare_writes(const by_hand& sql, const Statement& statement) {
        const by_hand all{"SELECT * FROM book ORDER BY id"};
        std::string results[2], left[2];
        for (int i = 0; i < 2; ++i) {
            auto transaction = db.begin();
            results[i] = i == 0 ? rows_of(sql) : rows_of(statement);
            left[i] = rows_of(all);
            transaction.rollback();
        }
        require(results[0] == results[1], sql.text, " gives\n", results[0], "and not\n", results[1]);
        require(left[0] == left[1], sql.text, " leaves other rows");
    }
};

/// The values of a run, and which parts are wanted.
struct parts {
    explicit parts(fuzz::input& in)
        : year(1955 + static_cast<int>(in.below(24))), price(static_cast<double>(in.below(8)) / 2 - 0.5),
          from(static_cast<std::int64_t>(in.below(12))), count(static_cast<std::int64_t>(in.below(12))),
          key(in.below(5)) {
        for (bool& each : wanted) each = in.flag();
        for (std::size_t size = in.below(5); size > 0; --size) list.push_back(static_cast<std::int64_t>(in.below(8)));
        constexpr std::string_view patterns[] = {"t%", "%x", "ta_", "_b%", "", "%", "T%", "tc"};
        pattern = in.below(4) == 0 ? in.text(6) : std::string(in.one_of(patterns));
        nation = in.flag() ? "PL" : in.flag() ? "US" : in.text(3);
    }
    std::string in_list() const {
        std::string text = "(";
        for (const std::int64_t each : list) text += (text.size() > 1 ? ", " : "") + std::to_string(each);
        return text + ')';
    }

    int year;
    double price;
    std::int64_t from, count;
    std::size_t key;
    bool wanted[6]{};
    std::vector<std::int64_t> list{};
    std::string pattern{}, nation{};
};

void check_conditions(database& data, const parts& p) {
    by_hand sql{"SELECT title, year, price FROM book"};
    sql.where(p.wanted[0], "year >= ?", std::int64_t{p.year})
        .where(p.wanted[1], "price < ?", p.price)
        .where(p.wanted[2], "title LIKE ?", p.pattern);
    sql.where(p.wanted[3], "author_id IN " + p.in_list()).where(p.wanted[4], "(price IS NULL OR id > ?)", p.from);
    constexpr std::string_view keys[] = {"year DESC, ", "price, ", "title COLLATE NOCASE DESC, ", "", ""};
    sql.add(" ORDER BY ")
        .add(keys[p.key])
        .add_if(p.wanted[5], "title, ")
        .add("id")
        .add_if(true, " LIMIT ? OFFSET ?", p.count, p.from);
    data.compare(
        sql,
        select(title, year, price)
            .from<Book>()
            .where(when(p.wanted[0], year >= p.year), when(p.wanted[1], price < p.price),
                   when(p.wanted[2], like(title, p.pattern)))
            .where(when(p.wanted[3], in(author, p.list)), when(p.wanted[4], is_null(price) || id > p.from))
            .order_by(choice(p.key, desc(year), price, desc(collate<"NOCASE">(title))), when(p.wanted[5], title), id)
            .limit(p.count)
            .offset(p.from));
}
void check_joins(database& data, const parts& p) {
    // The columns of a join that is left out are null.
    const std::string columns = p.wanted[0] ? "author.name, author.country" : "NULL, NULL";
    by_hand sql{"SELECT book.id, " + columns + " FROM book"};
    sql.add_if(p.wanted[0], " LEFT JOIN author ON book.author_id = author.id");
    sql.where(p.wanted[1], p.wanted[0] ? "author.country = ?" : "NULL = ?", p.nation)
        .where(p.wanted[2], "book.year < ?", std::int64_t{p.year});
    sql.add(" ORDER BY ").add_if(p.wanted[3] && p.wanted[0], "author.name DESC, ").add("book.id");
    data.compare(sql, select(id, name, country)
                          .from<Book>()
                          .left_join<Author>(when(p.wanted[0]))
                          .where(when(p.wanted[1], country == p.nation), when(p.wanted[2], year < p.year))
                          .order_by(when(p.wanted[3], desc(name)), id));
    by_hand inner{"SELECT book.id, " + std::string(p.wanted[4] ? "author.name" : "NULL") + " FROM book"};
    inner.add_if(p.wanted[4], " JOIN author ON book.author_id = author.id AND author.id > ?", p.from);
    inner.where(p.wanted[5], "book.price >= ?", p.price).add(" ORDER BY book.id");
    data.compare(inner, select(id, name)
                            .from<Book>()
                            .join<Author>(when(p.wanted[4], author == author_id && author_id > p.from))
                            .where(when(p.wanted[5], price >= p.price))
                            .order_by(id));
}
void check_groups(database& data, const parts& p) {
    by_hand sql{"SELECT author_id, count(*), max(year), sum(price) FROM book"};
    sql.where(p.wanted[0], "year > ?", std::int64_t{p.year}).where(p.wanted[1], "NOT title LIKE ?", p.pattern);
    sql.add(" GROUP BY author_id HAVING count(*) > ")
        .add(std::to_string(p.from % 4))
        .add(" ORDER BY ")
        .add_if(p.wanted[2], "count(*) DESC, ")
        .add("author_id");
    data.compare(sql, select(author, count(), max(year), sum(price))
                          .from<Book>()
                          .where(when(p.wanted[0], year > p.year), when(p.wanted[1], !like(title, p.pattern)))
                          .group_by(author)
                          .having(count() > p.from % 4)
                          .order_by(when(p.wanted[2], desc(count())), author));
}
void check_within(database& data, const parts& p) {
    by_hand sql{"SELECT id, (SELECT count(*) FROM author WHERE author.id <= book.author_id"};
    sql.add_if(p.wanted[0], " AND author.name > ?", "name" + p.nation)
        .add(") FROM book")
        .where(p.wanted[1], "year <> ?", std::int64_t{p.year});
    sql.where(true, "author_id IN (SELECT id FROM author WHERE id < 5")
        .add_if(p.wanted[2], " AND country = ?", p.nation)
        .add(")");
    sql.where(p.wanted[3], "EXISTS (SELECT 1 FROM author WHERE author.id = book.author_id AND author.id <> ?", p.from)
        .add_if(p.wanted[3], ")");
    data.compare(
        sql.add(" ORDER BY id"),
        select(id, scalar(select(count()).from<Author>().where(author_id <= author,
                                                               when(p.wanted[0], name > "name" + p.nation))))
            .from<Book>()
            .where(when(p.wanted[1], year != p.year),
                   in(author,
                      select(author_id).from<Author>().where(author_id < 5, when(p.wanted[2], country == p.nation))),
                   when(p.wanted[3],
                        exists(select(literal<1>).from<Author>().where(author_id == author && author_id != p.from))))
            .order_by(id));
}
void check_both(database& data, const parts& p) {
    by_hand sql{"SELECT title FROM book"};
    sql.where(p.wanted[0], "year < ?", std::int64_t{p.year}).add(" UNION SELECT name FROM author");
    sql.has_condition = false;
    sql.where(p.wanted[1], "country = ?", p.nation).where(p.wanted[2], "id > ?", p.from).add(" ORDER BY 1");
    data.compare(sql,
                 union_(select(title.as<"text">()).from<Book>().where(when(p.wanted[0], year < p.year)),
                        select(name).from<Author>().where(when(p.wanted[1], country == p.nation),
                                                          when(p.wanted[2], author_id > param<"least">)))
                     .order_by(named<"text">),
                 "least"_p = p.from);
}
void check_writes(database& data, const parts& p) {
    by_hand changed{"UPDATE book SET price = ?, title = title || ?", {p.price, p.pattern}};
    changed.where(p.wanted[0], "year < ?", std::int64_t{p.year}).where(p.wanted[1], "author_id IN " + p.in_list());
    data.compare_writes(changed.add(" RETURNING id, title"),
                        update<Book>()
                            .set(price = p.price, title = title + p.pattern)
                            .where(when(p.wanted[0], year < p.year), when(p.wanted[1], in(author, p.list)))
                            .every_row()
                            .returning(id, title));
    by_hand gone{"DELETE FROM book"};
    gone.where(p.wanted[2], "price > ?", p.price).where(p.wanted[3], "title LIKE ?", p.pattern);
    data.compare_writes(gone.add(" RETURNING id, price"),
                        remove<Book>()
                            .where(when(p.wanted[2], price > p.price), when(p.wanted[3], like(title, p.pattern)))
                            .every_row()
                            .returning(id, price));
    by_hand copied{
        "INSERT INTO book (author_id, title, year, price) SELECT author_id, title || ?, year + 1, price FROM book",
        {p.nation}};
    copied.where(p.wanted[4], "id > ?", p.from)
        .where(p.wanted[5], "year = ?", std::int64_t{p.year})
        .add(" RETURNING id, title");
    data.compare_writes(copied, insert<Book>()
                                    .columns<&Book::author_id, &Book::title, &Book::year, &Book::price>()
                                    .from(select(author, title + p.nation, year + 1, price)
                                              .from<Book>()
                                              .where(when(p.wanted[4], id > p.from), when(p.wanted[5], year == p.year)))
                                    .returning(id, title));
}

} // namespace queries_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace queries_fuzz;
    static database data;
    fuzz::input in(bytes, size);
    constexpr void (*checks[])(database&, const parts&) = {check_conditions, check_joins, check_groups,
                                                           check_within,     check_both,  check_writes};
    const auto check = in.one_of(checks);
    check(data, parts(in));
    return 0;
}
