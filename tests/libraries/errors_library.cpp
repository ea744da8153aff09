#include "errors.hpp"

[[gnu::visibility("default")]] bool fail(int error);
bool fail(int error) { return throw_error(error); }
