// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/format_person.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <ctime>

namespace rpmworks::git {

namespace {

constexpr std::array<const char*, 7> k_days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> k_months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string date(const CommitFacts::Person& person, char format) {
  const std::time_t local = static_cast<std::time_t>(person.time + int64_t{person.offset} * 60);
  std::tm t{};
  if (!::gmtime_r(&local, &t)) return "";
  const int year = t.tm_year + 1900;
  const int zone = std::abs(person.offset);
  const char sign = person.offset < 0 ? '-' : '+';
  const char* const day = k_days[static_cast<size_t>(t.tm_wday)];
  const char* const month = k_months[static_cast<size_t>(t.tm_mon)];
  const std::string clock = fmt::format("{:02}:{:02}:{:02}", t.tm_hour, t.tm_min, t.tm_sec);
  const std::string calendar = fmt::format("{:04}-{:02}-{:02}", year, t.tm_mon + 1, t.tm_mday);
  const std::string offset = fmt::format("{}{:02}{:02}", sign, zone / 60, zone % 60);
  switch (format) {
    case 'D':
      return fmt::format("{}, {} {} {} {} {}", day, t.tm_mday, month, year, clock, offset);
    case 'i':
      return fmt::format("{} {} {}", calendar, clock, offset);
    case 'I':
      // git writes Z for UTC since 2.45, +00:00 before.
      return fmt::format("{}T{}{}", calendar, clock,
                         person.offset ? fmt::format("{}{:02}:{:02}", sign, zone / 60, zone % 60) : "Z");
    case 's':
      return calendar;
    default:
      return fmt::format("{} {} {} {} {} {}", day, month, t.tm_mday, clock, year, offset);
  }
}

std::string local_part(const std::string& email) {
  return email.substr(0, email.find('@'));
}

}  // namespace

std::optional<std::string> person_part(const CommitFacts::Person& person, char part) {
  switch (part) {
    case 'n':
      return person.name;
    case 'N':
      return person.mapped_name.value_or(person.name);
    case 'e':
      return person.email;
    case 'E':
      return person.mapped_email.value_or(person.email);
    case 'l':
      return local_part(person.email);
    case 'L':
      return local_part(person.mapped_email.value_or(person.email));
    case 't':
      return std::to_string(person.time);
    case 'd':
    case 'D':
    case 'i':
    case 'I':
    case 's':
    case 'r':
    case 'h':
      return date(person, part);
    default:
      return std::nullopt;
  }
}

}  // namespace rpmworks::git
