// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/release_tags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "config/tag_pattern.hpp"
#include "core/error.hpp"
#include "core/pattern.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::srpm {

namespace {

constexpr std::string_view k_name = "{name}";
constexpr size_t k_longest = 255;  // longest tag that can name a release; file names have the same limit

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

std::string with_name(std::string text, const std::string& name) {
  for (size_t at = 0; (at = text.find(k_name, at)) != std::string::npos; at += name.size())
    text.replace(at, k_name.size(), name);
  return text;
}

// The version in a tag that matches the pattern, with the pattern's character replacements applied.
std::optional<std::string> fitting(std::string_view tag, const config::TagPattern& pattern) {
  const std::string& before = pattern.before;
  const std::string& behind = pattern.behind;
  if (tag.size() <= before.size() + behind.size() || !tag.starts_with(before) || !tag.ends_with(behind))
    return std::nullopt;
  tag.remove_prefix(before.size());
  tag.remove_suffix(behind.size());
  if (!is_digit(tag.front())) return std::nullopt;
  std::string version(tag);
  for (const auto& [from, to] : pattern.replaced) std::replace(version.begin(), version.end(), from, to);
  return version;
}

TagVersion version_of(const std::string& text, bool as_is) {
  // A single letter needs a number to mean a pre-release, as in Python: 1.0.2g is a release of OpenSSL.
  static const Pattern pre_release(
      "(.*[0-9])[-._]?((?:rc|beta|alpha|preview|pre|dev|milestone|snapshot)(?:[^a-z].*)?"
      "|[abcm][0-9]{1,3}(?:[^a-z0-9].*)?)",
      Pattern::Case::ignored);
  TagVersion version{.number = text, .written = text};
  if (const auto match = as_is ? std::nullopt : pre_release.match(text)) {
    version.number = (*match)[1];
    version.pre = (*match)[2];
    // rpm sorts capitals before small letters: RC1 would sort before beta1.
    for (char& c : version.pre)
      c = c == '-' ? '.' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  const size_t dash = version.number.rfind('-');
  if (dash != std::string::npos && dash + 1 < version.number.size() && is_digit(version.number[dash + 1]))
    version.number.erase(dash);
  for (const char c : version.number + version.pre)
    if (!std::isalnum(static_cast<unsigned char>(c)) && std::string_view("._+").find(c) == std::string::npos)
      version.forbidden = std::string(1, c);
  return version;
}

// Whether a release is preferred over another one on the same commit.
bool is_better(const ReleaseTag& a, const ReleaseTag& b) {
  if (a.version.forbidden.empty() != b.version.forbidden.empty()) return a.version.forbidden.empty();
  return rpm::Evr{.version = a.version.str()} > rpm::Evr{.version = b.version.str()};
}

}  // namespace

std::optional<TagVersion> version_in_tag(std::string_view tag, const std::string& pattern,
                                         const std::vector<std::string>& names) {
  static const std::vector<std::string> usual = {
      "{version}", "v{version}", "V{version}", "{name}-{version}", "{name}-v{version}", "{name}-V{version}"};
  if (tag.size() > k_longest) return std::nullopt;
  for (const auto& form : pattern.empty() ? usual : std::vector{pattern}) {
    const config::TagPattern parsed = config::parse_tag_pattern(form, "tag-pattern");
    const bool has_name = (parsed.before + parsed.behind).find(k_name) != std::string::npos;
    for (const auto& name : has_name ? names : std::vector<std::string>{""}) {
      config::TagPattern named = parsed;
      named.before = with_name(named.before, name);
      named.behind = with_name(named.behind, name);
      if (const auto version = fitting(tag, named)) return version_of(*version, parsed.as_is);
    }
  }
  return std::nullopt;
}

std::optional<std::string> pattern_of(const std::vector<git::Repository::Tag>& tags) {
  static const Pattern version("([^0-9{}]*)[0-9]+(([._-])[0-9]+[0-9a-zA-Z]*(?:[._-][0-9a-zA-Z]+)*)");
  std::map<std::string, size_t> patterns;
  for (const auto& tag : tags) {
    const auto match = tag.name.size() > k_longest ? std::nullopt : version.match(tag.name);
    if (!match) continue;
    const bool has_dots = (*match)[2].find('.') != std::string::npos;
    const std::string replaced = has_dots ? "" : ":" + (*match)[3] + ".";
    ++patterns[fmt::format("{}{{version{}}}", (*match)[1], replaced)];
  }
  const auto most = std::max_element(patterns.begin(), patterns.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == patterns.end() ? std::nullopt : std::optional(most->first);
}

std::vector<ReleaseTag> release_tags(const std::vector<git::Repository::Tag>& tags,
                                     const std::string& pattern, const std::vector<std::string>& names,
                                     const std::string& asked_for) {
  std::map<std::string, ReleaseTag> by_commit;
  for (const auto& tag : tags) {
    const auto version = version_in_tag(tag.name, pattern, names);
    if (!version) continue;
    ReleaseTag release{tag, *version};
    const auto [known, is_new] = by_commit.emplace(tag.commit, release);
    if (is_new || known->second.tag.name == asked_for) continue;
    if (tag.name == asked_for || is_better(release, known->second)) known->second = std::move(release);
  }
  std::vector<ReleaseTag> releases;
  for (auto& [_, release] : by_commit) releases.push_back(std::move(release));
  return releases;
}

void require_valid_version(const ReleaseTag& release) {
  if (release.version.forbidden.empty()) return;
  throw Error(ExitCode::invalid,
              fmt::format("the tag {} gives the version '{}', but rpm does not allow '{}' in a version",
                          release.tag.name, release.version.str(), release.version.forbidden))
      .hint(
          fmt::format("set tag-pattern, which selects the version in a tag (v{{version}}-final) and replaces "
                      "'{0}' (v{{version:{0}.}}); or take the version from the spec",
                      release.version.forbidden));
}

}  // namespace rpmworks::srpm
