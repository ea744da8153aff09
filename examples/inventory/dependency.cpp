#include "dependency.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace inventory {
namespace {

bool is_alphanumeric(char letter) noexcept {
    return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z');
}

class relation_parser {
public:
    relation_parser(const stanza& from, const field& relation) : from_(from), relation_(relation) {}

    void append(std::string_view kind, std::vector<dependency>& to) {
        skip_space();
        if (at_end()) return;
        for (int group = 0;; ++group) {
            for (int position = 0;; ++position) {
                to.push_back(entry(kind, group, position));
                if (!skip('|')) break;
            }
            if (at_end()) return;
            if (!skip(','))
                fail("has " + in_quotes(rest()) + " after " + in_quotes(to.back().name) +
                     ", where a comma or a bar is expected");
        }
    }

private:
    dependency entry(std::string_view kind, int group, int position) {
        dependency result;
        const std::string_view name = word(" \t\r\n:(,|");
        if (name.empty()) fail("lacks a package name " + (at_end() ? "at its end" : "before " + in_quotes(rest())));
        if (const std::string problem = package_name_problem(name); !problem.empty())
            fail("names the package " + in_quotes(name) + ", which " + problem);
        result.kind = kind;
        result.name = name;
        result.alternative_group = group;
        result.position = position;
        if (!at_end() && front() == ':') {
            ++at_;
            const std::string_view qualifier = word(" \t\r\n(,|");
            if (qualifier.empty()) fail("lacks an architecture after '" + result.name + ":'");
            result.qualifier = qualifier;
        }
        skip_space();
        if (skip('(')) result.constraint = constraint(result.name);
        return result;
    }

    std::string constraint(const std::string& name) {
        std::string relation(word_of("<>="));
        // dpkg reads a bare version as an exact match, and the obsolete '<' and '>' as including equality.
        if (relation.empty()) relation = "=";
        else if (relation == "<" || relation == ">") relation += '=';
        if (constexpr std::string_view known[] = {"<<", "<=", "=", ">=", ">>"};
            std::ranges::find(known, std::string_view(relation)) == std::end(known))
            fail("has the unknown relation " + in_quotes(relation) + " after " + in_quotes(name));
        skip_space();
        const std::string_view version = word(" \t\r\n(),|");
        if (version.empty()) fail("lacks a version in the parentheses after " + in_quotes(name));
        skip_space();
        if (!skip(')')) fail("has parentheses after " + in_quotes(name) + " that are not closed after the version");
        return relation.append(" ").append(version);
    }

    bool at_end() const noexcept { return at_ == relation_.value.size(); }
    char front() const noexcept { return relation_.value[at_]; }
    std::string_view rest() const noexcept { return relation_.value.substr(at_); }

    std::string_view take_until(std::size_t end) noexcept {
        const std::size_t begin = std::exchange(at_, std::min(end, relation_.value.size()));
        return relation_.value.substr(begin, at_ - begin);
    }
    std::string_view word(std::string_view ends) noexcept {
        return take_until(relation_.value.find_first_of(ends, at_));
    }
    std::string_view word_of(std::string_view letters) noexcept {
        return take_until(relation_.value.find_first_not_of(letters, at_));
    }
    void skip_space() noexcept { word_of(" \t\r\n"); }

    bool skip(char expected) noexcept {
        if (at_end() || front() != expected) return false;
        ++at_;
        skip_space();
        return true;
    }

    [[noreturn]] void fail(const std::string& why) const {
        const auto feeds = std::ranges::count(relation_.value.substr(0, at_), '\n');
        throw from_.error(relation_.line + static_cast<std::size_t>(feeds),
                          "the field '" + std::string(relation_.name) + "' " + why);
    }

    const stanza& from_;
    const field& relation_;
    std::size_t at_ = 0;
};

} // namespace

void append_dependencies(const stanza& from, const field& relation, std::string_view kind,
                         std::vector<dependency>& to) {
    relation_parser(from, relation).append(kind, to);
}

std::string package_name_problem(std::string_view name) {
    if (name.empty()) return "is empty";
    if (!is_alphanumeric(name.front())) return "does not start with a letter or a digit";
    const auto wrong = std::ranges::find_if_not(name, [](char letter) {
        return is_alphanumeric(letter) || std::string_view("-+._").find(letter) != std::string_view::npos;
    });
    if (wrong != name.end())
        return "contains " + in_quotes(std::string_view(&*wrong, 1)) + "; allowed are letters, digits and -+._";
    return {};
}

} // namespace inventory
