#include "errors.hpp"
#include "shop.hpp"

#include <cstdint>
#include <utility>

// Built as the library that the program is linked with, and as two plug-ins whose statements are others.
namespace {

using namespace rowan;

// The first statement type of each of them is an update.
constexpr auto title = col<&Book::title>;
#ifdef LIBRARY_PLUG_IN_1
constexpr auto all_titles = update<Book>().set(title = upper(title)).every_row();
#elif defined LIBRARY_PLUG_IN_2
constexpr auto all_titles = update<Book>().set(title = lower(title)).every_row();
#else
constexpr auto all_titles = update<Book>().set(title = title + "!").every_row();
#endif

template <class Connection>
std::int64_t rewrite_all(Connection& db) {
    std::int64_t changed = 0;
    // A table may have been altered by others.
    db.transact({.retries = 1}, [&] {
        changed = db(all_titles);
        // A row that the program writes with a statement of its own, too.
        Book last{0, "last"};
        db.insert(last);
        db.update(last);
        if (db.template get<Book>(last.id).title != "last") throw error("another row was read");
        // A statement that runs within itself has several entries.
        for (const Book& outer : db(select<Book>()))
            for (const Book& inner : db(select<Book>().where(col<&Book::id> == outer.id)))
                if (inner.title != outer.title) throw error("another row was read");
        db.remove(last);
    });
    return changed;
}

bool use_word(sqlite_connection& db, int word) {
    switch (word) {
    case 0:
        db.execute("SELECT 1");
        return true;
    case 1:
        (void)db.handle();
        return true;
    case 2:
        (void)std::as_const(db).handle();
        return true;
    case 3: {
        const auto open = db.begin();
        return true;
    }
    case 4:
        db.transact([] {});
        return true;
    case 5:
        (void)db.find<Book>(1);
        return true;
    case 6:
        (void)db(select<Book>()).all();
        return true;
    case 7:
        db.create_tables();
        return true;
    default:
        return false;
    }
}

constexpr library_functions functions{
    [] {
        sqlite_connection own(":memory:");
        own.create_tables();
    },
    [](sqlite_connection& db) { return rewrite_all(db); },
    [](postgres_connection& db) { return rewrite_all(db); },
    use_word,
    [](int wanted) { return throw_error(wanted); },
};

} // namespace

#ifdef LIBRARY_LINKED
const library_functions linked_library = functions;
#else
const library_functions plug_in = functions;
#endif
