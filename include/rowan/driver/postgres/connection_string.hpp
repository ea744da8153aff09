#pragma once

#include "rowan/driver/error.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

// What a program gives as the name of a database, and what of it errors may show: nothing that may be a part of a password.
namespace rowan::detail {

struct connection_closer {
    void operator()(PGconn* handle) const noexcept { PQfinish(handle); }
};
using connection_handle = std::unique_ptr<PGconn, connection_closer>;

struct conninfo_freer {
    void operator()(PQconninfoOption* list) const noexcept { PQconninfoFree(list); }
};

/// What is wrong with a connection string, by what libpq says of it; whatever it quotes of the string may be a part of a password.
inline std::string_view kind_of_mistake(std::string_view message) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kinds{
        {{"invalid connection option", "an option is none that libpq knows"},
         {"missing \"=\"", "an option has no \"=\"; a value with spaces stands in single quotes"},
         {"unterminated quoted string", "a single quote is not closed; within a quoted value it is written \\'"},
         {"invalid percent-encoded token", "two hexadecimal digits stand after each % of a URI"},
         {"forbidden value %00", "a URI has %00 in it"},
         {"end of string reached when looking for matching \"]\"", "a URI has a \"[\" without its \"]\""},
         {"IPv6 host address may not be empty", "a URI has nothing between \"[\" and \"]\""},
         {"unexpected character", "a URI has an unexpected character after a host"},
         {"unexpected spaces", "a URI has spaces, which are written %20"},
         {"extra key/value separator \"=\"", "a parameter of a URI has two \"=\""},
         {"missing key/value separator \"=\"", "a parameter of a URI has no \"=\""},
         {"invalid URI query parameter", "a parameter of a URI is none that libpq knows"}}};
    for (const auto& [beginning, kind] : kinds)
        if (message.starts_with(beginning)) return kind;
    return "it cannot be taken apart";
}

/// Whether a value of a connection string is what it is taken for, as far as its characters tell: where a password was not quoted or
/// escaped as libpq has it, or options were separated otherwise, a part of it may be in another value.
inline bool is_plain_value(std::string_view keyword, std::string_view value) {
    const auto is_made_of = [value](std::string_view characters) {
        return value.find_first_not_of(characters) == std::string_view::npos;
    };
    const auto has_none_of = [value](std::string_view characters) {
        return value.find_first_of(characters) == std::string_view::npos;
    };
    if (keyword == "port") return is_made_of("0123456789,");
    // An IPv6 address has colons, and no letters beyond `f`.
    if (keyword == "host" && !has_none_of(":")) return is_made_of("0123456789abcdefABCDEF:.,/");
    if (keyword == "dbname" || keyword == "user") return has_none_of("@'\"\\;=&:/?");
    return has_none_of(keyword == "options" ? "@'\"\\;" : "@'\"\\;=&");
}

/// What a connection string and the environment say of an option; empty if nothing.
class connection_string {
public:
    explicit connection_string(const std::string& text) {
        if (text.find('\0') != std::string::npos)
            throw connection_lost("the connection string has a zero byte, at which libpq would end it");
        char* message = nullptr;
        given_.reset(PQconninfoParse(text.c_str(), &message));
        const std::unique_ptr<char, void (*)(void*)> owner(message, PQfreemem);
        // A text without `=` and `://` is the name of a database.
        const bool is_uri = text.find("://") != std::string::npos;
        const bool is_name = text.find('=') == std::string::npos && !is_uri;
        if (!given_ && !is_name)
            throw connection_lost("the connection string is not one of libpq: " +
                                  std::string(kind_of_mistake(message == nullptr ? "" : message)));
        is_clear_ = is_name ? is_plain_name(text)
                            : has_plain_values() && (begins_as_uri(text) ? has_clear_authority(text)
                                                                         : !is_uri && has_plain_options(text));
        must_find_host_ = !ends_with_password(text) || (is_uri && has_password_before_host(text));
        defaults_.reset(PQconndefaults());
        if (!(*this)["service"].empty()) look_up_service(text);
    }
    [[nodiscard]] std::string operator[](std::string_view keyword) const {
        for (const auto* list : {given_.get(), defaults_.get()})
            for (; list != nullptr && list->keyword != nullptr; ++list)
                if (list->keyword == keyword && list->val != nullptr) return list->val;
        return {};
    }
    /// Whether no part of a password can be taken for a host, a user, a database or another value that errors of opening show.
    /// A host that stands behind a password, as in `postgresql://user:pass@word` or `password=pass host=word`, may be one: it is a host if
    /// its address was found, or, where `hostaddr` gives the address, if a certificate was compared with it.
    [[nodiscard]] bool is_clear(std::string_view reason) const {
        const bool is_host_found = (*this)["hostaddr"].empty()
                                       ? reason.find("could not translate host name") == std::string_view::npos
                                       : reason.find("certificate") != std::string_view::npos;
        return is_clear_ && (!must_find_host_ || is_host_found);
    }

private:
    // libpq looks a service up when a connection begins: one begins, and is given up.
    void look_up_service(const std::string& text) {
        const std::array<const char*, 2> keywords{"dbname", nullptr}, values{text.c_str(), nullptr};
        const connection_handle begun(PQconnectStartParams(keywords.data(), values.data(), 1));
        if (begun) given_.reset(PQconninfo(begun.get()));
    }
    /// What would be a URI or a connection string with a mistake in it has other characters.
    static bool is_plain_name(std::string_view name) {
        return std::ranges::all_of(name, [](char c) {
            return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || c == '-' ||
                   c == '.' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
        });
    }
    /// A `/` or `@` of a password, unescaped, is taken for the end of it, so that the `@` before the host is another's.
    static bool has_clear_authority(std::string_view uri) {
        uri.remove_prefix(uri.find("://") + 3);
        const auto at = uri.find('@');
        return at == std::string_view::npos || (at < uri.find_first_of("/?") && at == uri.rfind('@'));
    }
    static bool begins_as_uri(std::string_view text) {
        return text.starts_with("postgresql://") || text.starts_with("postgres://");
    }
    /// An option that another one of the same keyword overrides is not among the values, and may hold a part of a password, as in
    /// `user=u,pwd=part user=rest`: then a second `=` stands in it.
    static bool has_plain_options(std::string_view text) {
        bool is_quoted = false;
        int equals = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '\\') ++i;
            else if (text[i] == '\'') is_quoted = !is_quoted;
            else if (is_quoted) continue;
            else if (text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r')) equals = 0;
            else if (text[i] == '=' && ++equals > 1) return false;
        }
        return true;
    }
    static bool has_password_before_host(std::string_view uri) {
        uri.remove_prefix(uri.find("://") + 3);
        const std::string_view before_host = uri.substr(0, uri.find('@'));
        return before_host.size() < uri.size() && before_host.find(':') != std::string_view::npos;
    }
    /// Whether nothing stands behind an option `password`, which could be a part of it that was not quoted.
    static bool ends_with_password(std::string_view text) {
        const auto password = text.find("password");
        return password == std::string_view::npos || std::ranges::count(text.substr(password), '=') <= 1;
    }
    [[nodiscard]] bool has_plain_values() const {
        for (const auto* each = given_.get(); each->keyword != nullptr; ++each)
            if (each->val != nullptr && !is_secret(*each) && !is_plain_value(each->keyword, each->val)) return false;
        return true;
    }
    static bool is_secret(const PQconninfoOption& option) {
        const std::string_view keyword = option.keyword;
        return keyword == "password" || keyword == "sslpassword";
    }

    std::unique_ptr<PQconninfoOption, conninfo_freer> given_, defaults_;
    bool is_clear_ = false;
    bool must_find_host_ = false;
};

} // namespace rowan::detail
