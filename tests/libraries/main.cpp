#include "errors.hpp"
#include "shop.hpp"

#include <dlfcn.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

// libraries PLUG_IN_1 PLUG_IN_2 OTHER_VERSION: gives connections to a library that it is linked with and to plug-ins that are loaded and unloaded
// between, and sees after each that the statements that ran were those that were meant.
namespace {

using namespace rowan;

int failures = 0;
void check(bool is_right, const std::string& what) {
    if (is_right) return;
    ++failures;
    std::cout << "FAILED: " << what << '\n';
}

/// Whether an action is refused as one of a library that was compiled with another version of rowan.
template <class Action>
bool refused(const Action& action) {
    try {
        action();
    } catch (const error& failure) {
        return std::string(failure.what()) == "this connection is one of rowan 0.1.0, and a library that was compiled "
                                              "with rowan 77.5.1 uses it: compile all "
                                              "parts of the program with one version";
    }
    return false;
}

class loaded {
public:
    explicit loaded(const char* file) : file_(file), handle_(dlopen(file, RTLD_NOW | RTLD_LOCAL)) {
        if (handle_ == nullptr) {
            std::cout << "FAILED: " << dlerror() << '\n';
            std::exit(1);
        }
    }
    loaded(const loaded&) = delete;
    loaded& operator=(const loaded&) = delete;
    ~loaded() {
        dlclose(handle_);
        if (file_ == must_unload) check(dlopen(file_, RTLD_NOW | RTLD_NOLOAD) == nullptr, "a plug-in is unloaded");
    }
    const library_functions& operator*() const {
        return *static_cast<const library_functions*>(dlsym(handle_, "plug_in"));
    }
    /// The one that is known to leave memory, so that what it had in it cannot be used any longer.
    static inline const char* must_unload = nullptr;

private:
    const char* file_;
    void* handle_;
};

std::int64_t rewrite(const library_functions& library, sqlite_connection& db) { return library.rewrite(db); }
std::int64_t rewrite(const library_functions& library, postgres_connection& db) { return library.rewrite_postgres(db); }

template <class Connection>
class shared_connection {
public:
    explicit shared_connection(const char* name) : db_(name) {
        db_.drop_tables();
        db_.create_tables();
        // The first statement type of the program; those of libraries write titles.
        db_(remove<Draft>().every_row());
        for (const char* text : {"a", "b"}) db_.insert(Draft{0, text});
        db_.insert(Book{0, "One"});
    }

    void use(const library_functions& library, const std::string& expected) {
        // Twice, for what runs again is found and not prepared.
        for (int i = 0; i < 2; ++i) {
            db_(update<Book>().set(col<&Book::title> = "One").every_row());
            check(rewrite(library, db_) == 1, "a library changes one row");
            check_rows(expected);
        }
    }
    void check_rows(const std::string& expected) {
        check(db_(select(count()).template from<Draft>()).scalar() == 2, "nobody removes drafts");
        const auto titles = db_(select<Book>()).all();
        check(titles.size() == 1 && titles[0].title == expected, "the title is " + expected);
        check(db_.template get<Book>(1).title == expected, "the title that is found by its key is " + expected);
        const bool is_committed = !db_.handle().in_transaction();
        check(is_committed, "no transaction is left");
    }

private:
    Connection db_;
};

template <class Connection, class Alter>
void share(const char* name, const char* first, const char* second, const Alter& alter) {
    std::optional<shared_connection<Connection>> shared(std::in_place, name);
    shared->use(linked_library, "One!");
    {
        const loaded upper(first);
        (*upper).warm_up();
        shared->use(*upper, "ONE");
        shared->use(linked_library, "One!");
        const loaded lower(second);
        shared->use(*lower, "one");
        shared->use(*upper, "ONE");
    }
    shared->check_rows("ONE");
    // Where one was unloaded, another one may be loaded.
    for (int i = 0; i < 3; ++i) {
        shared->use(*loaded(second), "one");
        shared->check_rows("one");
        shared->use(*loaded(first), "ONE");
        shared->check_rows("ONE");
    }
    alter();
    shared->check_rows("ONE");
    shared->use(linked_library, "One!");
    shared.reset();
    // A connection whose first statements were those of a plug-in that is gone.
    Connection fresh(name);
    fresh.drop_tables();
    fresh.create_tables();
    fresh.insert(Book{0, "One"});
    (void)rewrite(*loaded(first), fresh);
    (void)rewrite(*loaded(second), fresh);
    check(fresh.template get<Book>(1).title == "one", "the last plug-in has written");
    fresh.drop_tables();
}

} // namespace

int main(int count, char** arguments) {
    if (count != 4) return 2;
    const char* const first = arguments[1];
    const char* const second = arguments[2];
    loaded::must_unload = second;
    check(catches_errors_of(linked_library.fail), "errors of the library are caught by their classes");
    check(catches_errors_of((*loaded(first)).fail), "errors of a plug-in are caught by their classes");
    share<sqlite_connection>(":memory:", first, second, [] {});
    {
        sqlite_connection db(":memory:");
        db.create_tables();
        for (int word = 0; linked_library.use(db, word); ++word) {}
        const loaded other(arguments[3]);
        check(refused([&] { (void)rewrite(*other, db); }), "a library of another version is refused");
        int words = 0;
        bool is_there = true;
        while (is_there) {
            const bool is_refused = refused([&] { is_there = (*other).use(db, words); });
            check(is_refused || !is_there, "a library of another version is refused word " + std::to_string(words));
            ++words;
        }
        check(words > 8, "the words are tried");
        check(!db.handle().in_transaction(), "no transaction is left");
    }
    const char* const server = std::getenv("ROWAN_TEST_POSTGRES");
    if (server != nullptr)
        share<postgres_connection>(server, first, second, [&] {
            // All statements are prepared anew, those of libraries that are gone not.
            postgres_connection(server).execute("ALTER TABLE book ALTER title TYPE varchar(99)");
        });
    else if (std::getenv("ROWAN_SKIP_POSTGRES_TESTS") == nullptr) check(false, "ROWAN_TEST_POSTGRES names a server");
    std::cout << (failures == 0 ? "succeeded\n" : "failed\n");
    return failures == 0 ? 0 : 1;
}
