#pragma once

#include "rowan/driver/capability.hpp"
#include "rowan/driver/error.hpp"
#include "rowan/engine/core.hpp"
#include "rowan/engine/run/failure.hpp"
#include "rowan/engine/run/lease.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/event/script.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

// SQL that is run as a text.
namespace rowan::detail {

template <class Core>
void run_script(Core& core, std::string_view sql) {
    if constexpr (heard<before_script, Core>) {
        const auto tell = [&](std::string_view statement, bool is_read_only) {
            raise(core, before_script{statement, is_read_only});
        };
        if constexpr (offers_capability<typename Core::handle_type, capability::script_steps>)
            return core.handle.execute(sql, tell);
        else tell(sql, false);
    }
    core.handle.execute(sql);
}
/// Runs statements separated by `;`, without values; statement events are raised for all of them together.
template <class Core>
void execute_text(Core& core, std::string_view sql) {
    check_transaction(core);
    ++core.texts_run;
    raise(core, before_execute{sql});
    constexpr bool is_told = heard<after_execute, Core>;
    [[maybe_unused]] std::int64_t before = 0;
    if constexpr (is_told) before = total_changes_of(core.handle);
    [[maybe_unused]] const auto begin = std::chrono::steady_clock::now();
    try {
        run_script(core, sql);
    } catch (const error& failure) {
        rethrow_told(core, sql, failure);
    }
    if constexpr (is_told)
        raise(core, after_execute{sql, std::chrono::steady_clock::now() - begin, changes_since(before, core.handle)});
}

/// As a literal that means the same whatever `standard_conforming_strings` says of backslashes.
inline std::string quoted_text(std::string_view text) {
    std::string quoted = text.find('\\') == std::string_view::npos ? "'" : "E'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') quoted += c;
        quoted += c;
    }
    return quoted += '\'';
}

} // namespace rowan::detail
