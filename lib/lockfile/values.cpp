// SPDX-License-Identifier: GPL-3.0-or-later
#include "lockfile/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>

#include "config/values.hpp"
#include "core/encoding.hpp"
#include "core/printable.hpp"
#include "core/text.hpp"

namespace rpmworks::lockfile {

namespace {

using config::shown;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, is_control);
}

// Printable ASCII without blanks and without `excluded`.
bool is_word(std::string_view text, std::string_view excluded) {
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return c > 0x20 && c < 0x7f && excluded.find(c) == std::string_view::npos;
  });
}

// The rule of repos.yaml; its position is not needed.
template <class Check>
Problem problem_by(const std::string& value, Check check) {
  try {
    if (check(config::Located<std::string>{value, {}}, std::string()) == value) return {};
    return fmt::format("is {}, which repos.yaml would not contain", shown(value));
  } catch (const Error& error) {
    return std::string(trim(error.what()));
  }
}

// "file:///x", "file:/x"
bool has_scheme(std::string_view text) {
  const size_t colon = text.find(':');
  if (text.find("://") != std::string_view::npos) return true;
  if (colon == std::string_view::npos || colon == 0 || text.substr(colon + 1, 1) != "/") return false;
  return std::ranges::all_of(text.substr(0, colon), [](unsigned char c) { return std::isalnum(c) != 0; });
}

bool is_epoch(std::string_view text) {
  if (text.empty()) return true;
  if (text.size() > 10 || !std::ranges::all_of(text, is_digit)) return false;
  if (text.size() > 1 && text.front() == '0') return false;
  return std::stoull(std::string(text)) <= std::numeric_limits<uint32_t>::max();
}

}  // namespace

Problem problem_of_name(const std::string& name) {
  return problem_by(name, config::require_name);
}

Problem problem_of_section(const std::string& path) {
  return problem_by(path, config::require_section_path);
}

Problem problem_of_digest(std::string_view text, size_t digits) {
  const bool good = text.size() == digits &&
                    std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
  if (good) return {};
  return fmt::format("is {}, not {} lower-case hexadecimal digits", shown(text), digits);
}

Problem problem_of_fingerprint(std::string_view text) {
  const bool good = (text.size() == 40 || text.size() == 64) &&
                    std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'A' && c <= 'F'); });
  if (good) return {};
  return fmt::format("is {}, not the 40 or 64 upper-case hexadecimal digits of a full fingerprint",
                     shown(text));
}

Problem problem_of_text(std::string_view text) {
  if (has_control(text)) return fmt::format("is {}, with a control character", shown(printable(text)));
  for (size_t at = 0; at < text.size();) {
    const size_t length = utf8_length(text, at);
    if (length == 0) return "is not valid UTF-8";
    at += length;
  }
  return {};
}

Problem problem_of_url(std::string_view url) {
  if (url.empty()) return "is empty";
  if (const auto problem = problem_of_text(url)) return problem;
  if (without_credentials(url) != url) return "contains a user name or password";
  const size_t end = url.find("://");
  const std::string_view scheme = url.substr(0, end == std::string_view::npos ? 0 : end);
  if (end == std::string_view::npos || scheme == "http" || scheme == "https" || scheme == "file") return {};
  return fmt::format("is {}, but only http://, https://, file:// and paths are supported", shown(url));
}

Problem problem_of_location(std::string_view location) {
  const std::string plain = percent_decoded(location);
  if (plain.empty()) return "is empty";
  if (const auto problem = problem_of_text(plain)) return problem;
  const auto leaves = [&](const char* why) {
    return fmt::format("is {}, {}: it must stay below the address of the upstream", shown(location), why);
  };
  if (plain.front() == '/') return leaves("an absolute path");
  if (plain.find('\\') != std::string::npos) return leaves("with a backslash");
  if (has_scheme(plain)) return leaves("with a scheme");
  const std::vector<std::string> parts = split(plain, '/');
  if (std::ranges::find(parts, "..") != parts.end()) return leaves("with '..'");
  if (parts.back().empty() || parts.back() == ".") return fmt::format("is {}, a folder", shown(location));
  return {};
}

Problem problem_of_file_name(std::string_view name) {
  if (const auto problem = problem_of_text(name)) return problem;
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string_view::npos)
    return fmt::format("is {}, not a file name", shown(name));
  return {};
}

Problem problem_of_package_name(std::string_view name) {
  if (is_word(name, "/") && name.front() != '-' && name.front() != '.') return {};
  return fmt::format("is {}, not the name of a package", shown(name));
}

Problem problem_of_evr(const rpm::Evr& evr) {
  if (is_epoch(evr.epoch) && is_word(evr.version, "-/:") && is_word(evr.release, "-/:")) return {};
  return fmt::format("is {}, not [epoch:]version-release", shown(evr.str()));
}

Problem problem_of_arch(std::string_view arch) {
  const bool good = !arch.empty() && std::ranges::all_of(arch, [](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) != 0 || c == '_');
  });
  if (good) return {};
  return fmt::format("is {}, not an architecture", shown(arch));
}

}  // namespace rpmworks::lockfile
