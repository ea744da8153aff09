#pragma once

#include "rowan/driver/error.hpp"

#include <algorithm>
#include <exception>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace rowan::detail {

/// Functions that are called when the open transaction has ended, each once: those of a commit after that of the outermost, those of a
/// rollback after that of the level in which they were registered, or of one around it. What they throw is kept, since what has happened
/// cannot become an error.
class end_actions {
public:
    enum class end : unsigned char { commit, rollback };

    /// For the transaction or savepoint that is open, of which there are `depth`.
    template <class Function>
    void add(end when, int depth, Function function) {
        if (depth == 0) throw_without_transaction(when);
        std::list<action> added;
        added.push_back({depth, when, std::make_unique<call_of<Function>>(std::move(function))});
        // So that nothing is allocated when the transaction has ended.
        reported_.reserve(reported_.size() + actions_.size() + 1);
        actions_.splice(actions_.end(), added);
    }
    [[nodiscard]] bool empty() const noexcept { return actions_.empty(); }

    /// The savepoints beyond `depth` are released: what is theirs belongs to what is around them.
    [[gnu::cold]] [[gnu::noinline]] void release(int depth) noexcept {
        for (action& each : actions_) each.depth = std::min(each.depth, depth);
    }
    /// What is open beyond `depth` has ended.
    [[gnu::cold]] [[gnu::noinline]] void run(end happened, int depth) noexcept {
        std::list<action> ended;
        // Those of inner levels were registered later.
        const auto first =
            std::find_if(actions_.begin(), actions_.end(), [&](const action& each) { return each.depth > depth; });
        ended.splice(ended.end(), actions_, first, actions_.end());
        for (const action& each : ended) {
            if (each.when != happened) continue;
            try {
                each.function->run();
            } catch (...) {
                report(std::current_exception());
            }
        }
    }
    /// Nobody knows how the transaction ends.
    void drop() noexcept { actions_.clear(); }

    /// Keeps an exception that has nowhere to go.
    void report(std::exception_ptr failure) noexcept {
        try {
            reported_.push_back(std::move(failure));
        } catch (...) {} // there is no memory left even for that
    }
    [[nodiscard]] std::vector<std::exception_ptr> take_reported() noexcept { return std::exchange(reported_, {}); }

private:
    struct call {
        virtual ~call() = default;
        virtual void run() = 0;
    };
    template <class Function>
    struct call_of final : call {
        explicit call_of(Function given) : function(std::move(given)) {}
        void run() override { function(); }
        Function function;
    };
    struct action {
        int depth;
        end when;
        std::unique_ptr<call> function;
    };

    [[noreturn]] [[gnu::cold]] [[gnu::noinline]] static void throw_without_transaction(end when) {
        throw error(std::string(when == end::commit ? "on_commit" : "on_rollback") +
                    " is for an open transaction, and there is none: begin one by db.begin() or db.transact(…)");
    }

    std::list<action> actions_;
    std::vector<std::exception_ptr> reported_;
};

} // namespace rowan::detail
