// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/page.hpp"

#include <fmt/format.h>

#include <cctype>

namespace rpmworks::report {

std::string page(const Page& page) {
  const WebCode theme = web_code({"script/theme.js"});
  return Template::of("page.html")
      .render({{"title", page.title},
               {"style_sha256", page.style.sha256},
               {"theme_sha256", theme.sha256},
               {"script_sha256", page.script.sha256},
               {"style", page.style.text},
               {"theme", theme.text},
               {"body", page.body},
               {"data", json_block(page.data)},
               {"script", page.script.text}})
      .str();
}

std::string shown_time(const std::string& iso) {
  constexpr size_t k_length = 20;  // "2026-11-23T01:02:03Z"
  if (iso.size() != k_length) return iso;
  return iso.substr(0, 10) + " " + iso.substr(11, 5) + " UTC";
}

std::string grouped_fingerprint(const std::string& fingerprint) {
  constexpr size_t k_group = 4;
  std::string text;
  for (size_t i = 0; i < fingerprint.size(); i += k_group) {
    if (i) text += ' ';
    text += fingerprint.substr(i, k_group);
  }
  return text;
}

std::string shown_number(size_t number) {
  std::string digits = std::to_string(number);
  for (size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string number_of(size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", shown_number(count), count == 1 ? one : many);
}

std::string shell_quoted(const std::string& word) {
  bool is_plain = !word.empty();
  std::string quoted = "'";
  for (const char c : word) {
    is_plain &= std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                std::string_view("-._~/+^:=,@%").find(c) != std::string_view::npos;
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return is_plain && word.front() != '-' ? word : quoted + "'";
}

}  // namespace rpmworks::report
