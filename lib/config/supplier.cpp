// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/supplier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "config/values.hpp"

namespace rpmworks::config {

namespace {

bool is_web_address(const std::string& text) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (text.starts_with(scheme) && text.size() > scheme.size()) return true;
  return false;
}

bool is_mail_address(const std::string& text) {
  const size_t at = text.find('@');
  return at != std::string::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string::npos;
}

// Goes into SBOMs as a URL or an address: blanks and control characters would make those invalid.
bool is_one_word(const std::string& text) {
  return std::ranges::none_of(text, [](unsigned char c) { return c <= 0x20 || c == 0x7f; });
}

Error not_of_the_form(const Located<std::string>& text, const std::string& what, const char* hint) {
  return Error(ExitCode::invalid, fmt::format("{} is {}", what, shown(*text))).at(text.where).hint(hint);
}

}  // namespace

const std::vector<std::string>& supplier_keys() {
  static const std::vector<std::string> keys = {"name", "url", "contact"};
  return keys;
}

Supplier read_supplier(const Fields& fields) {
  Supplier supplier{.name = *fields.required_text("name", "write the name of the team or company")};
  if (const auto url = fields.text("url")) {
    if (!is_web_address(**url) || !is_one_word(**url))
      throw not_of_the_form(*url, fields.named("url"), "write a URL that starts with https:// or http://");
    supplier.url = **url;
  }
  if (const auto contact = fields.text("contact")) {
    const bool is_known = is_web_address(**contact) || is_mail_address(**contact);
    if (!is_known || !is_one_word(**contact))
      throw not_of_the_form(*contact, fields.named("contact"), "write an e-mail address, or a URL");
    supplier.contact = **contact;
  }
  return supplier;
}

}  // namespace rpmworks::config
