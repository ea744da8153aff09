"""Writes a program for the compiler to chew on: tables of ten columns each, and queries of which no two are alike."""

import argparse

PRELUDE = """#include <rowan/{driver}.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace rowan;

void consume(std::int64_t);
void consume(const std::string&);
"""

TABLE = """
struct Table{n} {{
    std::int64_t id;
    std::string name{n};
    std::optional<std::string> note{n};
    int amount{n};
    double price{n};
    bool active{n};
    std::int64_t owner{n};
    std::optional<int> rank{n};
    std::string code{n};
    std::optional<double> weight{n};
}};
"""

DATABASE = """
struct database {{
    using driver = rowan::{driver};
    using tables = rowan::tables<{tables}>;
}};
"""

# What can be done with table {n}, each a body with a place for {more} conditions. {m} is a neighbour.
KINDS = [
    """    for (const auto& row : db(select<Table{n}>()
                                  .where(col<&Table{n}::amount{n}> >= 10 && col<&Table{n}::active{n}> == true{more})
                                  .order_by(desc(col<&Table{n}::price{n}>))
                                  .limit(10)))
        consume(row.id);
""",
    """    for (const auto& row : db(select(col<&Table{n}::id>, col<&Table{n}::name{n}>, col<&Table{n}::price{n}>)
                                  .from<Table{n}>()
                                  .where(like(col<&Table{n}::code{n}>, "A%"){more})))
        consume(row.get<0>());
""",
    """    for (const auto& row : db(select(col<&Table{n}::owner{n}>, count().as<"n">())
                                  .from<Table{n}>()
                                  .where(col<&Table{n}::rank{n}> > 2{more})
                                  .group_by(col<&Table{n}::owner{n}>)
                                  .having(count() > 1)))
        consume(row.get<"n">());
""",
    """    db(update<Table{n}>()
           .set(col<&Table{n}::amount{n}> = col<&Table{n}::amount{n}> + 1, col<&Table{n}::active{n}> = false)
           .where(col<&Table{n}::id> == 7{more}));
""",
    """    db(remove<Table{n}>().where(col<&Table{n}::price{n}> < 0.5{more}));
""",
    """    Table{n} row{{}};
    row.name{n} = "name";
    db.insert(row);
    consume(db.get<Table{n}>(row.id).name{n});
    for (const auto& other : db(select<Table{n}>().where(col<&Table{n}::id> != row.id{more}))) consume(other.id);
""",
    """    for (const auto& row : db(select(col<&Table{n}::name{n}>, col<&Table{m}::name{m}>)
                                  .from<Table{n}>()
                                  .join<Table{m}>(col<&Table{n}::owner{n}> == col<&Table{m}::id>)
                                  .where(col<&Table{m}::active{m}> == true{more})))
        consume(row.get<0>());
""",
    """    constexpr auto above = select<Table{n}>().where(col<&Table{n}::price{n}> > param<"price">{more});
    for (const auto& row : db(above, "price"_p = 2.5)) consume(row.id);
""",
    """    consume(db(select(count()).from<Table{n}>().where(col<&Table{n}::amount{n}> < 5{more})).scalar());
""",
    """    for (const auto& row : db(select<Table{n}>()
                                  .where(between(col<&Table{n}::amount{n}>, 1, 9){more})
                                  .order_by(col<&Table{n}::name{n}>)
                                  .limit(10)
                                  .offset(5)))
        consume(row.id);
""",
]

EVERY_TABLE = """    {{
        Table{n} row{{}};
        db.insert(row);
        row = db.get<Table{n}>(row.id);
        db.update(row);
        db.remove(row);
    }}
"""


def query(number, used):
    """Query after query goes through the tables, then to the next kind; when the kinds are used up, a condition more."""
    n, turn = number % used, number // used
    kinds = [kind for kind in KINDS if used > 1 or "{m}" not in kind]
    more = f" && col<&Table{n}::rank{n}> != 4" * (turn // len(kinds))
    body = kinds[(n + turn) % len(kinds)].format(n=n, m=(n + 1) % used, more=more)
    return f"\nvoid query{number}(rowan::connection<database>& db) {{\n{body}}}\n"


def program(tables, queries, used=None, every_table=False, driver="sqlite"):
    used = used or tables
    parts = [PRELUDE.format(driver=driver), *(TABLE.format(n=n) for n in range(tables)),
             DATABASE.format(driver=driver, tables=", ".join(f"Table{n}" for n in range(tables))),
             *(query(number, used) for number in range(queries))]
    if every_table:
        parts += ["\nvoid every_table(rowan::connection<database>& db) {\n    db.create_tables();\n",
                  *(EVERY_TABLE.format(n=n) for n in range(used)), "}\n"]
    return "".join(parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, required=True)
    parser.add_argument("--queries", type=int, required=True)
    parser.add_argument("--used", type=int, help="the queries use only so many of the tables")
    parser.add_argument("--every-table", action="store_true",
                        help="also create all tables, and insert, get, update and remove a row of each")
    parser.add_argument("--driver", choices=["sqlite", "postgres"], default="sqlite")
    options = parser.parse_args()
    print(program(options.tables, options.queries, options.used, options.every_table, options.driver), end="")


if __name__ == "__main__":
    main()
