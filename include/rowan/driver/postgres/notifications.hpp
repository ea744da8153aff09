#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string_view>

namespace rowan {

/// What `NOTIFY channel, 'payload'` told a session that listens (postgresql.org/docs/15/sql-notify.html).
struct postgres_notification {
    std::string_view channel, payload;
    /// Which process of the server it came from.
    int process = 0;
};

/// What is called for each notification that a connection reads, in the middle of what it runs: it may not use the connection, and throws
/// nothing. The texts are gone when it returns.
struct notification_hook {
    void (*notified)(void* self, const postgres_notification& notification) noexcept;
    void* self;
};

namespace detail {

/// Takes from libpq what the session was notified of, which libpq would keep until it is asked for. Where nobody hears it, it is dropped.
class notification_taker {
public:
    void set_hook(notification_hook hook) noexcept { hook_ = hook; }
    void take(PGconn* handle) const noexcept {
        while (PGnotify* next = PQnotifies(handle)) [[unlikely]]
            tell(next);
    }

private:
    [[gnu::cold]] [[gnu::noinline]] void tell(PGnotify* notification) const noexcept {
        const std::unique_ptr<PGnotify, void (*)(void*)> owner(notification, &PQfreemem);
        if (hook_.notified != nullptr)
            hook_.notified(hook_.self, {notification->relname, notification->extra, notification->be_pid});
    }

    notification_hook hook_{};
};

} // namespace detail
} // namespace rowan
