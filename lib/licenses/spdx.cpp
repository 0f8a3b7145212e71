// SPDX-License-Identifier: GPL-3.0-or-later
#include "licenses/spdx.hpp"

#include <algorithm>
#include <string_view>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "licenses/expression.hpp"
#include "licenses/names.hpp"

namespace rpmworks::licenses {

namespace {

using Kind = Expression::Kind;

constexpr std::string_view k_license_ref = "LicenseRef-";
constexpr size_t k_longest_name_in_id = 64;  // bytes of the text that stay readable in a LicenseRef
constexpr size_t k_digits_in_id = 12;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_id_character(char c) {
  return is_letter_or_digit(c) || c == '-' || c == '.';
}

bool is_license_ref(std::string_view name) {
  if (!name.starts_with(k_license_ref)) return false;
  const std::string_view id = name.substr(k_license_ref.size());
  return std::ranges::any_of(id, is_letter_or_digit) && std::ranges::all_of(id, is_id_character);
}

// An SPDX id, with "+" if the name has it: "Apache-1.1+". Empty if the list does not have it. Ids that say
// "only" or "or later" themselves have no "+".
std::string listed_with_plus(const std::string& name) {
  if (!name.ends_with('+')) return listed_license(name);
  const std::string id = listed_license(name.substr(0, name.size() - 1));
  return id.empty() || id.ends_with("-only") || id.ends_with("-or-later") ? std::string() : id + "+";
}

std::string known_license(const std::string& name) {
  const std::string legacy = legacy_license(name);
  return legacy.empty() ? listed_with_plus(name) : legacy;
}

bool is_leaf(const Expression& expression, const char* name) {
  return expression.kind == Kind::license && expression.exception.empty() &&
         lower_case(expression.license) == name;
}

// "Artistic" alone is ambiguous, but not in Perl's licence: fedora-license-data has "GPL+ or Artistic" as one
// name.
bool is_perl(const Expression& choice) {
  return choice.kind == Kind::any &&
         std::ranges::any_of(choice.parts, [](const Expression& part) { return is_leaf(part, "gpl+"); });
}

class Translator {
 public:
  SpdxLicense run(const std::string& tag) {
    const auto expression = parse_expression(tag);
    const std::string text = single_blanks(tag);
    if (!text.empty()) m_license.expression = expression ? translated(*expression) : other(text);
    return std::move(m_license);
  }

 private:
  std::string translated(const Expression& expression) {
    if (expression.kind == Kind::license) return leaf(expression);
    const bool perl = is_perl(expression);
    std::vector<std::string> parts;
    for (const Expression& part : expression.parts) {
      // AND comes before OR, so only OR within AND needs parentheses.
      const bool nested = expression.kind == Kind::all && part.kind == Kind::any;
      const std::string text = perl && is_leaf(part, "artistic") ? "Artistic-1.0-Perl" : translated(part);
      parts.push_back(nested ? "(" + text + ")" : text);
    }
    return join(parts, expression.kind == Kind::all ? " AND " : " OR ");
  }

  std::string leaf(const Expression& one) {
    if (one.exception.empty() && is_license_ref(one.license)) return noted(one.license, {});
    const std::string license = known_license(one.license);
    if (one.exception.empty()) return license.empty() ? other(one.text) : license;
    const std::string exception = listed_exception(one.exception);
    const bool certain =
        !license.empty() && license.find(" WITH ") == std::string::npos && !exception.empty();
    return certain ? license + " WITH " + exception : other(one.text);
  }

  std::string other(const std::string& text) { return noted(license_ref(text), text); }

  std::string noted(const std::string& id, const std::string& text) {
    const auto same = [&](const OtherLicense& one) { return lower_case(one.id) == lower_case(id); };
    const auto found = std::ranges::find_if(m_license.other, same);
    if (found != m_license.other.end()) return found->id;
    m_license.other.push_back({id, text});
    return id;
  }

  SpdxLicense m_license;
};

}  // namespace

SpdxLicense spdx_license(const std::string& tag) {
  return Translator().run(tag);
}

std::string license_ref(const std::string& text) {
  std::string name;
  bool exact = true;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool ends_word = i + 1 == text.size() || text[i + 1] == ' ';
    if (is_letter_or_digit(c) || c == '.') {
      name += c;
      continue;
    }
    if (c == '+' && ends_word && i > 0 && is_letter_or_digit(text[i - 1])) {
      name += "-or-later";
      continue;
    }
    exact = exact && (c == ' ' || c == '-');
    if (!name.empty() && name.back() != '-') name += '-';
  }
  if (name.size() > k_longest_name_in_id) {
    name.resize(k_longest_name_in_id);
    exact = false;
  }
  while (name.ends_with('-')) name.pop_back();
  if (exact && std::ranges::any_of(name, is_letter_or_digit)) return std::string(k_license_ref) + name;
  const std::string digits = sha256(lower_case(text)).substr(0, k_digits_in_id);
  return std::string(k_license_ref) + (name.empty() ? digits : name + "-" + digits);
}

}  // namespace rpmworks::licenses
