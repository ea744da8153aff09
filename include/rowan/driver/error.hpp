#pragma once

#include "rowan/schema/error.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace rowan {

/// Which kind of constraint refused a row; `data_type` is that of a STRICT table, `trigger` a RAISE in one.
enum class [[gnu::visibility("default")]] constraint_kind : unsigned char {
    unique,
    primary_key,
    foreign_key,
    check,
    not_null,
    data_type,
    trigger,
    other
};

/// The database refused a row.
class [[gnu::visibility("default")]] constraint_violation : public error {
public:
    constraint_violation(const std::string& message, int code, std::string_view sql, constraint_kind kind,
                         std::string constraint)
        : error(message, code, sql), kind_(kind), constraint_(std::move(constraint)) {}

    [[nodiscard]] constraint_kind kind() const noexcept { return kind_; }
    /// SQLite: the columns (`books.author_id, books.title`), or the name or text of a check; empty for a foreign key, of which it
    /// does not say. PostgreSQL: the name of the constraint; of a column that is not to be null, its name.
    [[nodiscard]] const std::string& constraint() const noexcept { return constraint_; }

private:
    constraint_kind kind_;
    std::string constraint_;
};

/// Another connection holds a lock for longer than the time that a statement waits for it. It can be tried again.
class [[gnu::visibility("default")]] busy : public error {
    using error::error;
};
/// A transaction cannot go on beside another that committed meanwhile. The whole transaction can be tried again.
class [[gnu::visibility("default")]] serialization_failure : public error {
    using error::error;
};
/// Two transactions waited for each other, and this one was ended. The whole transaction can be tried again.
class [[gnu::visibility("default")]] deadlock : public serialization_failure {
    using serialization_failure::serialization_failure;
};
/// The database rolled the whole transaction back after an earlier error, such as a full disk. Nothing more can be done in it.
class [[gnu::visibility("default")]] transaction_lost : public error {
    using error::error;
};
/// The database did not write a row and reported no error: a trigger or a rule left it out, or ON CONFLICT IGNORE of its table. Of rows
/// that are written together none is.
class [[gnu::visibility("default")]] row_left_out : public error {
    using error::error;
};
/// A handler of `before_update` changed the primary key, so that another row would have been updated. None was.
class [[gnu::visibility("default")]] key_changed : public error {
    using error::error;
};
/// A handler of `before_update` wrote to the row that is being updated: what it wrote would be lost. The update did not happen.
class [[gnu::visibility("default")]] row_changed : public error {
    using error::error;
};
/// There is no row where one was asked for.
class [[gnu::visibility("default")]] not_found : public error {
    using error::error;
};
/// There is more than one row where one was asked for.
class [[gnu::visibility("default")]] too_many_rows : public error {
    using error::error;
};
/// The database cannot be opened, or is gone.
class [[gnu::visibility("default")]] connection_lost : public error {
    using error::error;
};
/// The connection was lost while a transaction was being committed, or a statement outside of a transaction that may write was
/// running: nobody knows whether it has taken effect. Look into the database before you try again.
class [[gnu::visibility("default")]] commit_unknown : public error {
    using error::error;
};
/// The statement was ended from outside: by `cancel()`, or by the time limit for statements. It had no effect.
class [[gnu::visibility("default")]] canceled : public error {
    using error::error;
};
/// There was no connection, lock or answer in the time that was allowed for it.
class [[gnu::visibility("default")]] timed_out : public error {
    using error::error;
};
/// All connections of a pool were in use for as long as somebody may wait for one, its `acquire_timeout`. It can be tried again.
class [[gnu::visibility("default")]] pool_exhausted : public timed_out {
    using timed_out::timed_out;
};
/// The pool is closed, or is being closed, and lends no connection any longer.
class [[gnu::visibility("default")]] pool_closed : public error {
    using error::error;
};
/// The server has too many connections, or no memory left.
class [[gnu::visibility("default")]] resource_exhausted : public error {
    using error::error;
};
/// The user may not do this.
class [[gnu::visibility("default")]] permission_denied : public error {
    using error::error;
};
/// The database is one that connections cannot share, such as one in memory: a pool of them would be as many databases.
class [[gnu::visibility("default")]] not_shareable : public error {
    using error::error;
};
/// The database does not have the table, column or key that the program describes.
class [[gnu::visibility("default")]] schema_mismatch : public error {
    using error::error;
};
/// The SQL is none. What rowan writes never is; what is given to `execute` may be.
class [[gnu::visibility("default")]] syntax_error : public error {
    using error::error;
};
/// The file is damaged, or is no database.
class [[gnu::visibility("default")]] corrupt_database : public error {
    using error::error;
};
/// The file, its folder or the connection does not allow writing.
class [[gnu::visibility("default")]] read_only_database : public error {
    using error::error;
};
/// The disk, or the limit set for the database, is full. The statement had no effect.
class [[gnu::visibility("default")]] disk_full : public error {
    using error::error;
};

} // namespace rowan
