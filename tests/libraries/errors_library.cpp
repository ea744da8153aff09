#include "errors.hpp"

// The drivers compile with every standard library.
#include "rowan/postgres.hpp"
#include "rowan/sqlite.hpp"

[[gnu::visibility("default")]] bool fail(int error);
bool fail(int error) { return throw_error(error); }
