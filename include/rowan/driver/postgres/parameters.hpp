#pragma once

#include "rowan/driver/postgres/encode.hpp"
#include "rowan/driver/postgres/oid.hpp"
#include "rowan/schema/value.hpp"

#include <libpq-fe.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan::detail {

/// The parameters of a statement in the form in which libpq takes them. Texts and bytes are referred to, all else is kept here.
class postgres_parameters {
public:
    /// Sets a parameter, numbered from 1. Null if it is done, else why the value cannot be stored.
    template <encoding Encoding, class Value>
    const char* set(int number, const Value& value) {
        if constexpr (std::is_same_v<Value, std::nullopt_t>) {
            // As the type that it has otherwise: null has every type.
            slot_of(number) = {nullptr, is_null, 0};
        } else if constexpr (is_optional<Value>) {
            if (value) return set<Encoding>(number, *value);
            set_type(number, oid_of<Encoding, Value>());
            slot_of(number) = {nullptr, is_null, 0};
        } else if constexpr (text_value<Value> || bytes_value<Value> || std::is_same_v<Value, bytes_view>) {
            if (!std::in_range<int>(value.size())) return "a value of 2 GB or more cannot be stored";
            set_type(number, oid_of<Encoding, Value>());
            const auto* data = reinterpret_cast<const char*>(value.data());
            // A null pointer would be null.
            slot_of(number) = {data == nullptr ? "" : data, static_cast<int>(value.size()), 0};
        } else {
            set_type(number, oid_of<Encoding, Value>());
            const std::size_t begin = kept_.size();
            const char* problem = encode<Encoding>(kept_, value);
            keep(number, begin);
            return problem;
        }
        return nullptr;
    }
    /// Sets a parameter to an array of the elements of a range, among which a value is looked for: what no column can hold is
    /// null, which is equal to nothing.
    template <encoding Encoding, class Range>
    const char* set_array(int number, const Range& range) {
        using Element = std::remove_cvref_t<decltype(*std::begin(range))>;
        return set_array<Encoding, Element>(number, std::size(range), [&](const auto& add) -> const char* {
            for (const auto& each : range) {
                const std::size_t begin = kept_.size();
                if (add(each) == nullptr) continue;
                kept_.cut(begin);
                add(std::optional<Element>());
            }
            return nullptr;
        });
    }
    /// The same for elements that `each` gives to the function that it is called with.
    template <encoding Encoding, class Element, class Each>
    const char* set_array(int number, std::size_t count, const Each& each) {
        constexpr Oid element = oid_of_element<Encoding, Element>();
        set_type(number, oid::array_of(element));
        const std::size_t begin = kept_.size();
        array_encoder array(kept_, element, count);
        const char* problem = each([&](const auto& value) { return array.template add<Encoding>(value); });
        keep(number, begin);
        return problem;
    }
    /// What is kept is not needed any longer.
    void clear_values() noexcept { kept_.clear(); }

    [[nodiscard]] int count() const { return static_cast<int>(types_.size()); }
    /// A parameter of a part that is left out stands nowhere in the text, which tells PostgreSQL no type for it.
    [[nodiscard]] const Oid* types() {
        for (std::size_t i = 0; i < slots_.size(); ++i)
            if (slots_[i].length == is_unset) types_[i] = oid::text;
        return types_.data();
    }
    /// Whether a type is another than the one that the statement was prepared with.
    [[nodiscard]] bool has_changed() const { return has_changed_; }
    void note_prepared() { has_changed_ = false; }

    /// For libpq: where the values are, how long they are, and that they are binary. Valid until the next `set`.
    [[nodiscard]] const char* const* values() {
        for (std::size_t i = 0; i < slots_.size(); ++i) {
            const slot& each = slots_[i];
            pointers_[i] = each.length < 0 ? nullptr : each.data != nullptr ? each.data : kept_.data() + each.offset;
            lengths_[i] = each.length;
        }
        return pointers_.data();
    }
    [[nodiscard]] const int* lengths() const { return lengths_.data(); }
    [[nodiscard]] const int* formats() const { return formats_.data(); }

private:
    static constexpr int is_null = -1, is_unset = -2;
    struct slot {
        const char* data = nullptr; // what is kept here has an offset
        int length = is_unset;
        std::size_t offset = 0;
    };

    slot& slot_of(int number) {
        const auto place = static_cast<std::size_t>(number);
        if (slots_.size() < place) [[unlikely]] {
            slots_.resize(place);
            types_.resize(place);
            pointers_.resize(place);
            lengths_.resize(place);
            formats_.resize(place, 1);
        }
        return slots_[place - 1];
    }
    void set_type(int number, Oid type) {
        slot_of(number);
        Oid& noted = types_[static_cast<std::size_t>(number) - 1];
        if (noted == type) return;
        noted = type;
        has_changed_ = true;
    }
    void keep(int number, std::size_t begin) {
        slot_of(number) = {nullptr, static_cast<int>(kept_.size() - begin), begin};
    }

    std::vector<slot> slots_;
    std::vector<Oid> types_;
    std::vector<const char*> pointers_;
    std::vector<int> lengths_, formats_;
    wire_buffer kept_;
    bool has_changed_ = true;
};

} // namespace rowan::detail
