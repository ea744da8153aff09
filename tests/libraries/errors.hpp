#pragma once

#include "rowan/driver/error.hpp"

#include <exception>
#include <string>

/// Calls `use` with an error of each class.
template <class Use>
void each_error(const Use& use) {
    const auto made = [&]<class Error>(Error error) { use(error); };
    made(rowan::error("e"));
    made(rowan::type_mismatch("e"));
    made(rowan::constraint_violation("e", 0, "", rowan::constraint_kind::check, "name"));
    made(rowan::busy("e"));
    made(rowan::serialization_failure("e"));
    made(rowan::deadlock("e"));
    made(rowan::transaction_lost("e"));
    made(rowan::row_left_out("e"));
    made(rowan::key_changed("e"));
    made(rowan::not_found("e"));
    made(rowan::too_many_rows("e"));
    made(rowan::connection_lost("e"));
    made(rowan::commit_unknown("e"));
    made(rowan::canceled("e"));
    made(rowan::timed_out("e"));
    made(rowan::pool_exhausted("e"));
    made(rowan::pool_closed("e"));
    made(rowan::resource_exhausted("e"));
    made(rowan::permission_denied("e"));
    made(rowan::not_shareable("e"));
    made(rowan::schema_mismatch("e"));
    made(rowan::syntax_error("e"));
    made(rowan::corrupt_database("e"));
    made(rowan::read_only_database("e"));
    made(rowan::disk_full("e"));
}
inline bool throw_error(int wanted) {
    int number = 0;
    each_error([&](const auto& error) {
        if (number++ == wanted) throw error;
    });
    return false;
}
/// Whether each error that a library throws is caught by its very class.
template <class Throw>
bool catches_errors_of(const Throw& fail) {
    int number = 0;
    bool is_right = true;
    each_error([&]<class Error>(const Error&) {
        try {
            is_right = fail(number++) && is_right;
        } catch (const Error& error) {
            is_right = is_right && std::string(error.what()) == "e";
        } catch (const std::exception&) {
            is_right = false;
        }
    });
    return is_right && !fail(number);
}
