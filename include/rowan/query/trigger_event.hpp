#pragma once

namespace rowan::detail {

enum class trigger_time : unsigned char { before, after };
enum class trigger_event : unsigned char { insert, update, remove };

/// What a trigger is for. Of an update, `Members` are the columns of which one is set; none stand for any.
template <trigger_event Kind, auto... Members>
struct event_of_trigger {
    static constexpr trigger_event kind = Kind;
};

} // namespace rowan::detail
