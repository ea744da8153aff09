#pragma once

#include "rowan/driver/postgres/encode.hpp"
#include "rowan/driver/postgres/oid.hpp"
#include "rowan/driver/postgres/text_format.hpp"
#include "rowan/schema/value.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowan::detail {

inline constexpr int text_format = 0, binary_format = 1;

/// The type of the elements of a list, that of the list, and whether the elements are kept as texts are.
struct list_type {
    Oid element, list;
    bool is_text;
};

/// The parameters of a statement in the form in which libpq takes them. Texts and bytes are referred to, all else is kept here.
class postgres_parameters {
public:
    /// Sets a parameter, numbered from 1. Null if it is done, else why the value cannot be stored.
    template <encoding Encoding, class Value>
    const char* set(int number, const Value& value) {
        if constexpr (std::is_same_v<Value, std::nullopt_t>) {
            // As the type that it has otherwise: null has every type.
            slot_of(number).length = is_null;
        } else if constexpr (is_optional<Value>) {
            if (value) return set<Encoding>(number, *value);
            typed_slot(number, oid_of<Encoding, Value>()).length = is_null;
        } else if constexpr (text_value<Value> || bytes_value<Value> || std::is_same_v<Value, bytes_view>) {
            if (!std::in_range<int>(value.size())) return is_too_long;
            const auto* data = reinterpret_cast<const char*>(value.data());
            // A null pointer would be null.
            typed_slot(number, oid_of<Encoding, Value>())
                .refer(data == nullptr ? "" : data, static_cast<int>(value.size()));
        } else if constexpr (is_short<Value>) {
            slot& each = typed_slot(number, oid_of<Encoding, Value>());
            wire_cursor out(each.bytes.data());
            if (const char* problem = encode<Encoding>(out, value)) return problem;
            each.keep(in_slot, static_cast<int>(out.size()));
            return nullptr;
        } else {
            slot& each = typed_slot(number, oid_of<Encoding, Value>());
            const std::size_t begin = kept_.size();
            if (const char* problem = encode<Encoding>(kept_, value)) return problem;
            return keep(each, begin);
        }
        return nullptr;
    }
    /// As `set`, of a value whose type the server is to find by what stands beside it, if it is a text, an enumeration or a list of them.
    template <encoding Encoding, class Value>
    const char* set_beside(int number, const Value& value) {
        if constexpr (!is_sent_as_text<Encoding, Value>()) return set<Encoding>(number, value);
        else return set_text<Encoding>(number, value);
    }
    /// Sets a parameter to a value in the text format, of which the server is to find the type.
    template <encoding Encoding, class Value>
    const char* set_text(int number, const Value& value) {
        if constexpr (is_optional<Value>) {
            if (value) return set_text<Encoding>(number, *value);
            typed_slot(number, oid::unknown).length = is_null;
            return nullptr;
        } else {
            slot& each = typed_slot(number, oid::unknown);
            if constexpr (std::is_same_v<Value, std::string>) {
                // It has a zero at its end, as libpq wants it.
                if (!std::in_range<int>(value.size())) return is_too_long;
                if (value.find('\0') != std::string::npos) return has_zero_byte;
                each.refer(value.c_str(), static_cast<int>(value.size()));
                each.format = text_format;
                return nullptr;
            } else {
                const std::size_t begin = kept_.size();
                const char* problem = nullptr;
                if constexpr (array_value<Value>)
                    problem = write_text_array<Encoding, typename Value::value_type, false>(
                        kept_, value.size(), value.begin(), [](const auto& element) -> const auto& { return element; });
                else problem = write_text<Encoding>(kept_, value);
                return problem != nullptr ? problem : keep_text(each, begin);
            }
        }
    }
    /// As `set_beside`, of a value that a column is set to. A double goes as its shortest text, too: a column of the type numeric keeps 15
    /// digits of one that is sent as a double.
    template <encoding Encoding, class Value>
    const char* set_assigned(int number, const Value& value) {
        if constexpr (is_double<Value>()) return set_text<Encoding>(number, value);
        else return set_beside<Encoding>(number, value);
    }
    /// As `set_array`, of a list in which a value is looked for that has the type of what stands beside the list.
    template <encoding Encoding, class Element>
    const char* set_list_beside(int number, const Element* first, std::size_t count) {
        const auto same = [](const Element& each) -> const Element& { return each; };
        if constexpr (!is_sent_as_text<Encoding, Element>())
            return set_array<Encoding, Element, true>(number, count, first, same);
        else {
            slot& list = typed_slot(number, oid::unknown);
            const std::size_t begin = kept_.size();
            (void)write_text_array<Encoding, Element, true>(kept_, count, first, same);
            return keep_text(list, begin);
        }
    }
    /// Sets a parameter to an array of `count` elements, which `get` finds in what an iterator gives. With `IsSearched` it is one in
    /// which a value is looked for: what no column can hold is left out, as it is equal to nothing.
    template <encoding Encoding, class Element, bool IsSearched, class Iterator, class Get>
    const char* set_array(int number, std::size_t count, Iterator each, const Get& get) {
        const list_type type = type_of_list<Encoding, Element>(number);
        slot& list = typed_slot(number, type.list);
        const std::size_t begin = kept_.size();
        if constexpr (is_double<Element>())
            if (type.element == oid::numeric) {
                (void)write_text_array<Encoding, Element, false>(kept_, count, each, get);
                return keep_text(list, begin);
            }
        std::size_t written = 0;
        if constexpr (has_known_size<Element>) {
            char* next = kept_.make_room(begin, array_header) + array_header;
            const char* end = kept_.data() + kept_.capacity();
            for (std::size_t i = 0; i < count; ++i, ++each) {
                const Element& element = get(*each);
                const std::size_t most = greatest_size(element);
                if (static_cast<std::size_t>(end - next) < most) [[unlikely]] {
                    if (!std::in_range<std::int32_t>(most)) {
                        if (IsSearched) continue;
                        return is_too_long;
                    }
                    next = kept_.make_room(static_cast<std::size_t>(next - kept_.data()), most);
                    end = kept_.data() + kept_.capacity();
                }
                const char* problem = nullptr;
                char* const after = write_field<Encoding>(next, element, problem);
                if (problem == nullptr) {
                    next = after;
                    ++written;
                } else if (!IsSearched) return problem;
            }
            kept_.cut(static_cast<std::size_t>(next - kept_.data()));
        } else {
            kept_.take(array_header);
            for (std::size_t i = 0; i < count; ++i, ++each) {
                const std::size_t before = kept_.size();
                if (const char* problem = encode_field<Encoding>(kept_, get(*each))) {
                    if (!IsSearched) return problem;
                    kept_.cut(before);
                } else ++written;
            }
        }
        end_array(kept_, begin, type.element, written);
        return keep(list, begin);
    }
    /// The types that the columns have in the database to which lists are given, by the numbers of the parameters.
    void learn(std::vector<list_type> types) { list_types_ = std::move(types); }
    /// What is kept is not needed any longer.
    void clear_values() noexcept { kept_.clear(); }

    /// A parameter of a part that is left out stands nowhere in the text, which tells PostgreSQL no type for it.
    [[nodiscard]] std::vector<Oid> types() {
        std::vector<Oid> list;
        list.reserve(slots_.size());
        for (slot& each : slots_) {
            if (each.length == is_unset) each.type = oid::text;
            list.push_back(each.type);
        }
        return list;
    }
    /// Whether a type is another than when they were compared.
    [[nodiscard]] bool has_changed() const { return has_changed_; }
    /// Whether they are of the types of a statement that was prepared. Null, and what is left out, is of any.
    [[nodiscard]] [[gnu::noinline]] bool have(const std::vector<Oid>& types) {
        has_changed_ = false;
        return std::ranges::equal(slots_, types, [](slot& each, Oid type) {
            if (each.type == oid::unknown && each.length < 0) each.type = type;
            return each.type == type;
        });
    }

    /// Calls `send(count, values, lengths, formats)`: where the values are, how long they are, and that they are binary.
    template <class Send>
    void give(const Send& send) {
        const std::size_t count = slots_.size();
        // A few need no memory that would be read from afar after each wait for the server.
        std::array<const char*, few> some_values;
        std::array<int, 2 * few> some_numbers;
        const char** values = some_values.data();
        int* numbers = some_numbers.data();
        if (count > few) [[unlikely]] {
            values_.resize(count);
            numbers_.resize(2 * count);
            values = values_.data();
            numbers = numbers_.data();
        }
        for (std::size_t i = 0; i < count; ++i) {
            const slot& each = slots_[i];
            values[i] = each.length < 0          ? nullptr
                        : each.text != nullptr   ? each.text
                        : each.offset == in_slot ? each.bytes.data()
                                                 : kept_.data() + each.offset;
            numbers[i] = each.length;
            numbers[count + i] = each.format;
        }
        send(static_cast<int>(count), values, numbers, numbers + count);
    }

private:
    static constexpr int is_null = -1, is_unset = -2;
    static constexpr std::size_t in_slot = ~std::size_t{0}, few = 8;
    struct slot {
        const char* text = nullptr;   // of the caller; what is kept here has none
        std::size_t offset = in_slot; // of what is longer than `bytes`
        std::array<char, sizeof(std::int64_t)> bytes;
        int length = is_unset, format = binary_format;
        Oid type = oid::unknown;

        void refer(const char* where, int size) {
            text = where;
            length = size;
            format = binary_format;
        }
        void keep(std::size_t where, int size) {
            text = nullptr;
            offset = where;
            length = size;
            format = binary_format;
        }
    };

    /// The type of a list of which the elements are inserted: texts have that of their column if it keeps texts, and doubles are given to
    /// a numeric as texts, of which it keeps every digit.
    template <encoding Encoding, class Element>
    [[nodiscard]] list_type type_of_list(int number) const {
        constexpr Oid own = oid_of_element<Encoding, Element>();
        [[maybe_unused]] const auto place = static_cast<std::size_t>(number - 1);
        if constexpr (is_sent_as_text<Encoding, Element>()) {
            if (place < list_types_.size() && list_types_[place].is_text) return list_types_[place];
        } else if constexpr (is_double<Element>()) {
            if (place < list_types_.size() && list_types_[place].element == oid::numeric) return list_types_[place];
        }
        return {own, oid::array_of(own), false};
    }
    slot& slot_of(int number) {
        const auto place = static_cast<std::size_t>(number);
        if (slots_.size() < place) [[unlikely]]
            slots_.resize(place);
        return slots_[place - 1];
    }
    slot& typed_slot(int number, Oid type) {
        slot& each = slot_of(number);
        if (each.type != type) {
            each.type = type;
            has_changed_ = true;
        }
        return each;
    }
    const char* keep(slot& each, std::size_t begin) {
        const std::size_t size = kept_.size() - begin;
        if (!std::in_range<int>(size)) return is_too_long;
        each.keep(begin, static_cast<int>(size));
        return nullptr;
    }
    /// What was written from there on is a text; libpq wants a zero at its end.
    const char* keep_text(slot& each, std::size_t begin) {
        if (const char* problem = keep(each, begin)) return problem;
        *kept_.take(1) = '\0';
        each.format = text_format;
        return nullptr;
    }

    std::vector<slot> slots_;
    std::vector<list_type> list_types_;
    bool has_changed_ = true;
    wire_buffer kept_;
    // For many parameters: where they are; their lengths, then their formats.
    std::vector<const char*> values_;
    std::vector<int> numbers_;
};

} // namespace rowan::detail
