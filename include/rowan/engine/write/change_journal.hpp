#pragma once

#include "rowan/engine/core.hpp"
#include "rowan/engine/write/row_binding.hpp"
#include "rowan/engine/write/update.hpp"
#include "rowan/event/dispatch.hpp"
#include "rowan/event/events.hpp"
#include "rowan/event/extensions.hpp"
#include "rowan/event/listeners.hpp"
#include "rowan/schema/facts.hpp"
#include "rowan/schema/key_order.hpp"

#include <cstddef>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

// What the handlers of `committed<Table>` hear: the row events of a transaction, kept until it is committed.
namespace rowan::detail {

template <class Table>
bool key_comes_before(const Table& left, const Table& right) {
    return [&]<std::size_t... Position>(std::index_sequence<Position...>) {
        bool is_before = false, is_decided = false;
        const auto compare = [&](const auto& first, const auto& second) {
            if (is_decided || is_same_key(first, second)) return;
            is_before = comes_before(first, second);
            is_decided = true;
        };
        (compare(field<facts<Table>.key[Position]>(left), field<facts<Table>.key[Position]>(right)), ...);
        return is_before;
    }(std::make_index_sequence<facts<Table>.key_size>{});
}

/// A listener that is there for a table of which somebody hears `committed`.
template <class Table>
class change_journal {
    using change = row_change<Table>;

public:
    void on(const before_begin&) { forget(); }
    void on(const after_insert<Table>& e) { changes_.push_back({std::nullopt, e.row}); }
    void on(const after_update<Table>& e) { changes_.push_back({e.before, e.after}); }
    void on(const after_remove<Table>& e) { changes_.push_back({e.row, std::nullopt}); }
    void on(const after_savepoint& e) {
        begins_.resize(static_cast<std::size_t>(e.depth), 0);
        begins_.back() = changes_.size();
    }
    void on(const after_release& e) noexcept { leave(e.depth); }
    void on(const after_rollback_to& e) noexcept {
        const std::size_t begin = leave(e.depth);
        changes_.erase(changes_.begin() + static_cast<std::ptrdiff_t>(begin), changes_.end());
    }
    // What cannot be told for want of memory is not committed.
    void on(const before_commit&) { committed_ = net(changes_); }
    template <class Connection>
    void on(const after_commit&, Connection& db) noexcept {
        const auto told = std::exchange(committed_, {});
        forget();
        if (told.empty()) return;
        auto& core = core_of(db);
        try {
            raise(core, committed<Table>{told});
        } catch (...) {
            core.transaction.actions.report(std::current_exception());
        }
    }
    void on(const after_rollback&) noexcept { forget(); }

private:
    void forget() noexcept {
        changes_.clear();
        begins_.clear();
        committed_.clear();
    }
    /// Where the changes of the savepoint begin, which is left.
    std::size_t leave(int depth) noexcept {
        const auto place = static_cast<std::size_t>(depth) - 1;
        if (place >= begins_.size()) return changes_.size();
        const std::size_t begin = begins_[place];
        begins_.erase(begins_.begin() + static_cast<std::ptrdiff_t>(place), begins_.end());
        return begin;
    }
    static const Table& row_of(const change& each) { return each.before ? *each.before : *each.after; }
    static bool is_none(const change& each) {
        return each.before && each.after ? !differs_visibly(*each.before, *each.after) : !each.before && !each.after;
    }
    /// One change of each row, in the order of the first.
    static std::vector<change> net(const std::vector<change>& all) {
        std::vector<change> changes;
        if constexpr (!has_key<Table>) changes = all;
        else {
            std::vector<const Table*> keyed;   // a row with the key of each of `changes`
            std::vector<std::size_t> in_order; // their places, by key
            for (const change& each : all) {
                const Table& row = row_of(each);
                std::size_t first = 0;
                for (std::size_t count = in_order.size(); count > 0;) {
                    const std::size_t half = count / 2;
                    if (key_comes_before(*keyed[in_order[first + half]], row)) {
                        first += half + 1;
                        count -= half + 1;
                    } else count = half;
                }
                if (first < in_order.size() && !key_comes_before(row, *keyed[in_order[first]])) {
                    changes[in_order[first]].after = each.after;
                    continue;
                }
                in_order.insert(in_order.begin() + static_cast<std::ptrdiff_t>(first), changes.size());
                keyed.push_back(&row);
                changes.push_back(each);
            }
        }
        std::erase_if(changes, is_none);
        return changes;
    }

    std::vector<change> changes_, committed_;
    std::vector<std::size_t> begins_;
};

/// Of a core, what it takes to find out who hears: the listeners that the database lists.
template <class Database>
struct hearing {
    using facade_type = connection<Database>;
    using listener_types = typename pack_of<decltype(types_of_listeners(
        typename decltype(listeners_of_database<Database>())::type{}))>::types;
};

template <class Database, class... Tables>
consteval auto journals_of(rowan::tables<Tables...>*) {
    constexpr auto one = []<class Table>(std::type_identity<Table>) {
        if constexpr (heard<committed<Table>, hearing<Database>>) return type_list<change_journal<Table>>{};
        else return type_list<>{};
    };
    return (type_list<>{} + ... + decltype(one(std::type_identity<Tables>{})){});
}
template <class... Journals>
rowan::listeners<Journals...> as_listeners(type_list<Journals...>);

/// What brings journals to a database of which somebody hears `committed`.
struct journal_extension {
    // With the full name, so that the compiler does not look into the tables for more functions of the name, and what is wrong with them
    // is told where it was before.
    template <class Database>
    using listeners =
        decltype(as_listeners(rowan::detail::journals_of<Database>(static_cast<typename Database::tables*>(nullptr))));
};

} // namespace rowan::detail
