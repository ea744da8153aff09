#include "report.hpp"

#include <sstream>

namespace inventory {
namespace {

double milliseconds(std::chrono::nanoseconds time) { return static_cast<double>(time.count()) / 1e6; }

} // namespace

void print_title(std::ostream& out, std::string_view title) { out << '\n' << title << '\n'; }

std::string time_text(std::chrono::sys_time<std::chrono::milliseconds> time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
    std::ostringstream out;
    out << std::setfill('0') << int{date.year()} << '-' << std::setw(2) << unsigned{date.month()} << '-' << std::setw(2)
        << unsigned{date.day()} << ' ' << std::setw(2) << clock.hours().count() << ':' << std::setw(2)
        << clock.minutes().count() << ':' << std::setw(2) << clock.seconds().count();
    return out.str();
}

std::string size_text(std::int64_t kib) {
    return kib < 10'240 ? std::to_string(kib) + " KiB" : std::to_string(kib / 1024) + " MiB";
}

void print_statements(std::ostream& out, const statement_times& times, std::chrono::nanoseconds total) {
    out << std::fixed << std::setprecision(1) << '\n'
        << times.statements << " statements took " << milliseconds(times.elapsed) << " of " << milliseconds(total)
        << " ms\n";
}

} // namespace inventory
