#include "errors.hpp"

#include <iostream>

[[gnu::visibility("default")]] bool fail(int error);

int main() {
    const bool is_right = catches_errors_of(fail);
    std::cout << (is_right ? "succeeded\n" : "failed\n");
    return is_right ? 0 : 1;
}
